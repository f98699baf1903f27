// A text in sentences, Chinese or English; joined again they are the text. Knows no page.
// dialogues/sentences.py is the same rule for the server; a test holds them together.
const BLANK = " \\t\\r\\n\\f\\v\\u00a0\\u2000-\\u200a\\u2028\\u2029\\u3000\\ufeff";
const CLOSING = "”’\"'」』）)\\]】》〉";
const END =
  "(?:[。！？!?…⋯｡]|(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!e\\.g)(?<!i\\.e)" + `\\.(?=[.…${BLANK}${CLOSING}]|$))`;
const SENTENCE = new RegExp(
  `(?:(?!${END})[^\\n])+(?:${END}+[${CLOSING}]*)?[${BLANK}]*|${END}+[${CLOSING}]*[${BLANK}]*|\\n[${BLANK}]*`, "gu",
);
const AROUND = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "gu");

export const points = (text) => Array.from(text).length;
export const sentences = (text) => text.match(SENTENCE) ?? [];

// Where each sentence stands, without the blanks around it: { start, end, words }, in code points.
export function placesOfSentences(text) {
  const places = [];
  let at = 0;
  for (const sentence of sentences(text)) {
    const words = sentence.replace(AROUND, "");
    if (words) {
      const start = at + points(sentence.slice(0, sentence.indexOf(words)));
      places.push({ start, end: start + points(words), words });
    }
    at += points(sentence);
  }
  return places;
}
