// What one can do to the turns of a dialogue, as plain data. Each answers { turns, id, at }: the new
// turns, the one in hand, and where its cursor goes; or null where nothing can be done. Knows no page.
// A turn keeps its id. A half that is cut off gets a new one and names the other as its parent; a
// turn that takes in another one names that as its parent.

export const LONGEST = 8000;
export const otherRole = (role) => (role === "user" ? "assistant" : "user");

const place = (turns, id) => turns.findIndex((turn) => turn.id === id);
const points = (text) => Array.from(text.normalize("NFC")).length;
const spliced = (turns, at, gone, ...come) => [...turns.slice(0, at), ...come, ...turns.slice(at + gone)];
// A label with no place is about the whole turn, or its words are to be found again.
const isPlaced = (label) => label.start !== null;
const isWhole = (label) => !isPlaced(label) && !label.quote;

export function added(turns, { id, role, at = turns.length }) {
  const turn = { id, role, text: "", parents: [], labels: [] };
  return { turns: spliced(turns, at, 0, turn), id, at: 0 };
}

export function removed(turns, { id }) {
  const at = place(turns, id);
  const next = turns[at + 1] ?? turns[at - 1];
  return { turns: spliced(turns, at, 1), id: next?.id ?? null, at: null };
}

// To the place that `to` counts among the turns without this one.
export function moved(turns, { id, to }) {
  const at = place(turns, id);
  if (to === at || to < 0 || to >= turns.length) return null;
  return { turns: spliced(spliced(turns, at, 1), to, 0, turns[at]), id, at: null };
}

export function switched(turns, { id }) {
  const turn = turns[place(turns, id)];
  return { turns: replaced(turns, { ...turn, role: otherRole(turn.role) }), id, at: null };
}

const replaced = (turns, ...made) => spliced(turns, place(turns, made[0].id), 1, ...made);

// Words of an alphabet need the space between them that Chinese does not have.
function glue(before, after) {
  return /[\p{Script=Latin}\p{N}.,;:!?]$/u.test(before) && /^[\p{Script=Latin}\p{N}]/u.test(after) ? " " : "";
}

// The turn takes in the one below it, and goes on as itself.
export function merged(turns, { id }) {
  const at = place(turns, id);
  const [upper, lower] = [turns[at], turns[at + 1]];
  if (!upper || !lower) return null;
  const start = upper.text + glue(upper.text, lower.text);
  const text = start + lower.text;
  if (text.length > LONGEST) return null;
  const parents = new Set([...upper.parents, lower.id, ...lower.parents]);
  parents.delete(id);
  const made = { ...upper, text, parents: [...parents], labels: mergedLabels(upper, lower, points(start)) };
  return { turns: spliced(turns, at, 2, made), id, at: start.length };
}

function mergedLabels(upper, lower, shift) {
  const schemes = new Set(upper.labels.filter(isWhole).map(({ scheme }) => scheme));
  const came = lower.labels.filter((label) => !isWhole(label) || !schemes.has(label.scheme));
  return [...upper.labels, ...came.map((label) => (isPlaced(label) ? shifted(label, shift) : label))];
}

const shifted = (label, by) => ({ ...label, start: label.start + by, end: label.end + by });

// Cut in two where the cursor stands; what follows goes on as a turn of its own.
export function split(turns, { id, at, newId }) {
  const turn = turns[place(turns, id)];
  const head = turn.text.slice(0, at).trimEnd();
  const tail = turn.text.slice(at).trimStart();
  if (!head || !tail) return null;
  const from = points(turn.text) - points(tail);
  const first = { ...turn, text: head, labels: within(turn.labels, turn.text, 0, points(head)) };
  const second = {
    ...turn, id: newId, text: tail, parents: [id, ...turn.parents],
    labels: within(turn.labels, turn.text, from, from + points(tail)),
  };
  return { turns: replaced(turns, first, second), id: newId, at: 0 };
}

// The labels as far as they lie between two places, counted from the first, each with its words.
function within(labels, text, from, to) {
  const letters = Array.from(text.normalize("NFC"));
  return labels.flatMap((label) => {
    if (!isPlaced(label)) return isWhole(label) || from === 0 ? [label] : [];
    const [start, end] = [Math.max(label.start, from), Math.min(label.end, to)];
    if (start >= end) return [];
    const quote = label.quote && { quote: letters.slice(start, end).join("") };
    return [{ ...label, ...quote, start: start - from, end: end - from }];
  });
}

// crypto.randomUUID is there on HTTPS and on this machine only.
export function mintId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
