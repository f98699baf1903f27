// The expert's wording, taken turn by turn or as a whole, with the way back.
import { snack } from "./snack.js";
import { changed, fill, readTurns } from "./turns.js";
import { words } from "./words.js";

export function start(replace) {
  const all = document.getElementById("suggestion");
  document.getElementById("talk").addEventListener("click", (event) => {
    const one = event.target.closest("[data-take]");
    if (one) takeOne(one.closest(".turn").querySelector("[data-text]"), one.dataset.take);
    if (event.target.closest("[data-take-all]")) takeAll(JSON.parse(all.textContent));
  });

  function takeOne(area, text) {
    const before = area.value;
    const put = (value) => {
      area.value = value;
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    put(text);
    area.focus();
    snack(words("takenWording"), () => put(before));
  }

  function takeAll(turns) {
    const before = { turns: readTurns(), answers: replace.read() };
    fill(turns);
    changed();
    snack(words("takenWording"), () => replace(before));
  }
}
