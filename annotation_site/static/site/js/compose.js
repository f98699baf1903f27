// While an input method composes, nobody hears of it: half-typed pinyin is never saved.
// One "input" event follows when the characters stand.
let justComposed = false;

addEventListener(
  "input",
  (event) => {
    if (event.isComposing && !justComposed) event.stopImmediatePropagation();
  },
  true,
);

addEventListener("compositionend", (event) => {
  justComposed = true;
  event.target.dispatchEvent(new InputEvent("input", { bubbles: true }));
  justComposed = false;
});
