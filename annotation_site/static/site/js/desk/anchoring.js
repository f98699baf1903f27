// Keeping a label at its words while the text around them changes. Knows no page.
// dialogues/anchoring.py is the same rule for the server; a test holds them together.
// Offsets count code points of the composed text.
const cut = (text, start, end) => Array.from(text).slice(start, end).join("");
const count = (text) => Array.from(text).length;

export const isOnWords = (label) => label.start !== null || Boolean(label.quote);

export function toLookAt(label, text) {
  if (!label.quote) return false;
  return label.start === null || cut(text, label.start, label.end) !== label.quote;
}

export function anchored(label, text) {
  if (!label.quote || !toLookAt(label, text)) return label;
  const found = nearest(text, label.quote, label.start ?? 0);
  if (found !== null) return { ...label, start: found, end: found + count(label.quote) };
  if (label.end !== null && label.end > count(text)) return { ...label, start: null, end: null };
  return label;
}

// The labels, each on some words with these words.
export function quoted(labels, text) {
  return labels.map((label) =>
    label.start === null || label.quote ? label : { ...label, quote: cut(text, label.start, label.end) });
}

function nearest(text, words, place) {
  let best = null;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const found = count(text.slice(0, at));
    if (best === null || Math.abs(found - place) < Math.abs(best - place)) best = found;
  }
  return best;
}
