// What changed between two texts: whole words, and characters inside a word that mostly stayed.
// Knows no page; show_diffs.js paints.

const MOST_CELLS = 6_000_000;
const KEPT_ENOUGH = 0.6;

const segmenter = globalThis.Intl?.Segmenter
  ? new Intl.Segmenter("zh", { granularity: "word" })
  : null;

function words(text) {
  if (!segmenter) return Array.from(text);
  return Array.from(segmenter.segment(text), (piece) => piece.segment);
}

// Adds to the last step where it is of the same kind, so that steps come out whole.
function push(steps, op, text) {
  if (!text) return;
  const last = steps.at(-1);
  if (last?.op === op) last.text += text;
  else steps.push({ op, text });
}

// The longest common subsequence of two lists, as steps; deletions stand before insertions.
function align(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - start;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;

  const steps = [];
  push(steps, "same", before.slice(0, start).join(""));
  middle(steps, before.slice(start, before.length - tail), after.slice(start, after.length - tail));
  push(steps, "same", before.slice(before.length - tail).join(""));
  return steps;
}

function middle(steps, before, after) {
  const [rows, columns] = [before.length, after.length];
  if (!rows || !columns || rows * columns > MOST_CELLS) {
    push(steps, "del", before.join(""));
    push(steps, "ins", after.join(""));
    return;
  }
  // length[i][j]: how much the rests from i and j have in common.
  const width = columns + 1;
  const length = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const at = i * width + j;
      length[at] =
        before[i] === after[j]
          ? length[at + width + 1] + 1
          : Math.max(length[at + width], length[at + 1]);
    }
  }
  let [i, j] = [0, 0];
  let [gone, come] = ["", ""];
  const flush = () => {
    push(steps, "del", gone);
    push(steps, "ins", come);
    [gone, come] = ["", ""];
  };
  while (i < rows && j < columns) {
    const at = i * width + j;
    if (before[i] === after[j]) {
      flush();
      push(steps, "same", before[i]);
      i++;
      j++;
    } else if (length[at + width] >= length[at + 1]) gone += before[i++];
    else come += after[j++];
  }
  gone += before.slice(i).join("");
  come += after.slice(j).join("");
  flush();
}

// A changed word is told by its characters only where most of them stayed; else it reads better whole.
function refine(gone, come) {
  const [before, after] = [Array.from(gone), Array.from(come)];
  const steps = align(before, after);
  const kept = steps.reduce((sum, step) => sum + (step.op === "same" ? Array.from(step.text).length : 0), 0);
  const enough = (2 * kept) / (before.length + after.length) > KEPT_ENOUGH;
  return enough ? steps : [{ op: "del", text: gone }, { op: "ins", text: come }];
}

// One mark or letter that stayed inside a long change is no island worth a stop.
const LONG = 6;
const islet = (text) => Array.from(text).length === 1 || /^[\p{P}\s]+$/u.test(text);

export function diffText(before, after) {
  const steps = align(words(before), words(after));
  const result = [];
  let [gone, come] = ["", ""];
  const flush = () => {
    const parts = gone && come ? refine(gone, come) : [{ op: "del", text: gone }, { op: "ins", text: come }];
    for (const part of parts) push(result, part.op, part.text);
    [gone, come] = ["", ""];
  };
  steps.forEach(({ op, text }, at) => {
    const last = at === steps.length - 1;
    if (op === "del") gone += text;
    else if (op === "ins") come += text;
    else if (gone && come && gone.length + come.length > LONG && !last && islet(text)) {
      gone += text;
      come += text;
    } else {
      flush();
      push(result, op, text);
    }
  });
  flush();
  return result;
}

// Paints into the element; side "old" leaves out what came, side "new" what went.
export function renderDiff(element, before, after, side = "") {
  const hidden = { old: "ins", new: "del" }[side];
  const nodes = [];
  for (const { op, text } of diffText(before, after)) {
    if (op === hidden) continue;
    if (op === "same") nodes.push(text);
    else {
      const mark = document.createElement(op);
      mark.textContent = text;
      nodes.push(mark);
    }
  }
  element.replaceChildren(...nodes);
}
