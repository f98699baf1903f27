// What stood before in the turns of now: followed by lineage through cuts and joins. Knows no page.
import { diffText } from "../diff.js";

// Where a place in the new text lies in the old one.
function placeBefore(old, now, at) {
  let [before, after] = [0, 0];
  for (const { op, text } of diffText(old, now)) {
    if (op !== "del" && after + text.length >= at) return op === "same" ? before + at - after : before;
    if (op !== "ins") before += text.length;
    if (op !== "del") after += text.length;
  }
  return old.length;
}

// The old text in as many pieces as there are turns that came of it.
function shares(old, heirs) {
  const now = heirs.map(({ text }) => text).join("");
  const cuts = heirs.map((_heir, at) => {
    const start = heirs.slice(0, at).reduce((sum, { text }) => sum + text.length, 0);
    return at ? placeBefore(old, now, start) : 0;
  });
  return cuts.map((cut, at) => old.slice(cut, Math.max(cut, cuts[at + 1] ?? old.length)));
}

// For each turn what it was in the older turns, by its id; nothing for one that is new.
export function before(older, turns) {
  const came = new Map(turns.map(({ id }) => [id, []]));
  for (const { id, text } of older) {
    const made = turns.filter((turn) => turn.id !== id && turn.parents.includes(id));
    // Who kept the id kept the beginning, wherever it stands by now.
    const heirs = [...turns.filter((turn) => turn.id === id), ...made];
    shares(text, heirs).forEach((share, at) => came.get(heirs[at].id).push(share));
  }
  return new Map([...came].filter(([, pieces]) => pieces.length).map(([id, pieces]) => [id, pieces.join("")]));
}
