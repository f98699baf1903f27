// Two versions of one work and the one that both began from: where they differ, and how they are
// joined so that no word is lost. Knows no page.
const clean = (text) => text.replace(/\r\n?/g, "\n").normalize("NFC");
const mark = ({ scheme, label, start, end }) => JSON.stringify([scheme, label, start, end]);
const marks = ({ labels = [] }) => labels.map(mark).sort();
const said = (turn) => turn && JSON.stringify([turn.role, clean(turn.text)]);
const whole = (turn) => turn && JSON.stringify([turn.id, said(turn), marks(turn), turn.parents ?? []]);
const place = ({ item, turn }) => JSON.stringify([item, turn]);
const given = (answer) => answer && JSON.stringify([answer.value, clean(answer.note ?? "")]);
const about = ({ code, turn, words }) => JSON.stringify([code, turn, words]);
const reason = (one) => one?.reason;
const there = (one) => one !== undefined;
const by = (list = [], key) => new Map(list.map((one) => [key(one), one]));
const idOf = (turn) => turn.id;

// The same work in another order of keys, or without what the server adds, is no difference.
export function same(one, two) {
  const plain = ({ turns, answers = [], dismissals = [], labels = [] }) =>
    JSON.stringify([
      turns.map(whole),
      answers.map((answer) => [place(answer), given(answer)]).sort(),
      dismissals.map((dismissal) => [about(dismissal), reason(dismissal)]).sort(),
      labels.map(mark).sort(),
    ]);
  return plain(one) === plain(two);
}

// Which side changed something that both have from `base`: one of them, or both in their own way.
function changedBy(base, theirs, mine) {
  if (theirs === mine) return null;
  if (theirs === base) return "mine";
  return mine === base ? "theirs" : "clash";
}

// What a person has to see: [{ key, theirs, mine, preset }], turns in their order, then answers.
// Where only one side changed something, that side is `preset`.
export function differences(base, theirs, mine) {
  const rows = [];
  const compare = (kind, key, look, keys) => {
    const [before, left, right] = [base, theirs, mine].map((work) => by(work?.[kind], key));
    for (const one of keys ?? new Set([...left.keys(), ...right.keys()])) {
      const [other, here] = [left.get(one), right.get(one)];
      const who = changedBy(look(before.get(one)), look(other), look(here));
      if (who) rows.push({ kind, key: one, theirs: other, mine: here, preset: who === "clash" ? null : who });
    }
  };
  compare("turns", idOf, said, arrange(mine.turns, theirs.turns));
  const seen = rows.length;
  compare("answers", place, given);
  // Answers that only one side gave need no eye.
  return rows.filter((row, at) => at < seen || row.preset === null);
}

// The order of the first, and what only the second has, each behind its neighbour there.
function arrange(first, second) {
  const ids = first.map(idOf);
  second.forEach(({ id }, at) => {
    if (!ids.includes(id)) ids.splice(at ? ids.indexOf(second[at - 1].id) + 1 : 0, 0, id);
  });
  return ids;
}

function order(base, theirs, mine) {
  const common = (list, other) => JSON.stringify(list.map(idOf).filter((id) => other.some((turn) => turn.id === id)));
  const moved = base && common(mine.turns, base.turns) !== common(base.turns, mine.turns);
  return base && !moved ? arrange(theirs.turns, mine.turns) : arrange(mine.turns, theirs.turns);
}

// One work out of two; `choices` says mine, theirs or both for the rows that a person saw.
export function join(base, theirs, mine, choices = new Map()) {
  const merged = (kind, key, look, mix, keys) => {
    const [before, left, right] = [base, theirs, mine].map((work) => by(work?.[kind], key));
    const all = keys ?? new Set([...left.keys(), ...right.keys()]);
    return [...all]
      .map((one) => {
        const [other, here] = [left.get(one), right.get(one)];
        const who = choices.get(`${kind} ${one}`) ?? changedBy(look(before.get(one)), look(other), look(here));
        if (who === "theirs") return other;
        if (who !== "both" && who !== "clash") return here;
        // What one side took out and the other went on with is there.
        return other && here ? mix(other, here, who) : (other ?? here);
      })
      .filter(Boolean);
  };
  return {
    ...mine,
    turns: merged("turns", idOf, whole, mix, order(base, theirs, mine)),
    answers: merged("answers", place, given, (_there, here) => here),
    dismissals: merged("dismissals", about, reason, (_there, here) => here),
    // Of the whole dialogue; who does not send them says nothing of them.
    labels: theirs.labels ? merged("labels", mark, there, (_there, here) => here) : (mine.labels ?? []),
  };
}

// Both texts, theirs first; where the words are the same, the labels of both.
function mix(there, here, who) {
  const own = new Set(marks(here));
  const parents = [...new Set([...(there.parents ?? []), ...(here.parents ?? [])])];
  if (who === "clash" || said(there) === said(here)) {
    const added = (there.labels ?? []).filter((label) => !own.has(mark(label)));
    return { ...here, parents, labels: [...(here.labels ?? []), ...added] };
  }
  const text = `${clean(there.text)}\n${clean(here.text)}`;
  const shift = Array.from(clean(there.text)).length + 1;
  // A label of the whole turn is one, whoever gave it.
  const all = by([...(there.labels ?? []), ...(here.labels ?? []).map((label) => moved(label, shift))], mark);
  return { ...here, text, parents, labels: [...all.values()] };
}

const moved = (label, by) => (label.end === null ? label : { ...label, start: label.start + by, end: label.end + by });
