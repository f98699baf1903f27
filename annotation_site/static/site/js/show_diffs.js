// Paints every element with data-diff-old: against data-diff-new, or, while one types,
// against the text area named by data-diff-input. data-diff-side: "old" or "new" for one column.
import { renderDiff } from "./diff.js";

const PAUSE = 200;
const waiting = new WeakMap();

function paint(element) {
  const { diffOld, diffNew, diffInput, diffSide } = element.dataset;
  const text = diffInput ? document.getElementById(diffInput)?.value : diffNew;
  if (diffInput && text === diffOld) element.replaceChildren();
  else renderDiff(element, diffOld, text ?? "", diffSide);
}

function paintAll(scope) {
  if (scope.matches?.("[data-diff-old]")) paint(scope);
  for (const element of scope.querySelectorAll("[data-diff-old]")) paint(element);
}

document.addEventListener("input", (event) => {
  const area = event.target;
  if (!area.id) return;
  const element = document.querySelector(`[data-diff-input="${CSS.escape(area.id)}"]`);
  if (!element) return;
  clearTimeout(waiting.get(area));
  waiting.set(area, setTimeout(() => paint(element), PAUSE));
});
document.addEventListener("htmx:afterSettle", (event) => paintAll(event.detail.elt));
paintAll(document);
