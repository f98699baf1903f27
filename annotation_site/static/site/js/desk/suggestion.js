// The expert's wording, taken sentence by sentence, turn by turn or as a whole, with the way back.
import { chosenOf, showParts } from "./part_choice.js";
import { snack } from "./snack.js";
import { changed, fill, readTurns } from "./turns.js";
import { words } from "./words.js";

const areaIn = (part) => part.closest(".turn").querySelector("[data-text]");
const listIn = (part) => part.querySelector(".parts");
const show = (part) => showParts(listIn(part), areaIn(part).value, part.dataset.suggested);

export function start(replace) {
  const all = document.getElementById("suggestion");
  const talk = document.getElementById("talk");
  for (const part of talk.querySelectorAll("[data-suggested]")) part.hidden = show(part) < 2;
  talk.addEventListener("toggle", ({ target }) => target.matches("[data-suggested]") && target.open && show(target), true);
  // What is typed meanwhile is what one chooses from.
  talk.addEventListener("input", ({ target }) => {
    const part = target.matches("[data-text]") && target.closest(".turn").querySelector("[data-suggested][open]");
    if (part) show(part);
  });
  talk.addEventListener("click", (event) => {
    const one = event.target.closest("[data-take]");
    if (one) takeOne(one.closest(".turn").querySelector("[data-text]"), one.dataset.take);
    const parts = event.target.closest("[data-take-parts]")?.closest("[data-suggested]");
    if (parts) takeParts(parts);
    if (event.target.closest("[data-take-all]")) takeAll(JSON.parse(all.textContent));
  });

  function takeParts(part) {
    const area = areaIn(part);
    takeOne(area, chosenOf(listIn(part), area.value, part.dataset.suggested).text);
    part.open = false;
  }

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
