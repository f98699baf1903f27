// Two wordings as sentences: those that stayed, those only in the old one, those only in the new one.
// Knows no page; wording.js lets one choose among them.
const segmenter = globalThis.Intl?.Segmenter
  ? new Intl.Segmenter(document.documentElement.lang, { granularity: "sentence" })
  : null;

function sentences(text) {
  if (!segmenter) return text.match(/[^。！？!?\n]*(?:[。！？!?]+[”’」』]*|\n|$)/gu).filter(Boolean);
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

// [{ kind: "same" | "old" | "new", text }] in the order in which they would stand.
export function pieces(before, after) {
  const [old, fresh] = [sentences(before), sentences(after)];
  const alike = (i, j) => old[i].trim() === fresh[j].trim();
  const common = Array.from({ length: old.length + 1 }, () => new Array(fresh.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      common[i][j] = alike(i, j) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && alike(i, j)) {
      found.push({ kind: "same", text: fresh[j++] });
      i++;
    } else if (i < old.length && (j === fresh.length || common[i + 1][j] >= common[i][j + 1])) {
      found.push({ kind: "old", text: old[i++] });
    } else found.push({ kind: "new", text: fresh[j++] });
  }
  return found;
}

// Sentences of a language with spaces need one between them where two wordings meet.
export function joined(texts) {
  return texts.reduce((all, text) => (/[.!?]["')]?$/.test(all) && /^\S/.test(text) ? `${all} ${text}` : all + text), "").trim();
}
