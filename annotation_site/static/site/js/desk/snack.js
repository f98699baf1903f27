// A short word about what was just done, with the way back.
import { shape } from "./notice.js";

const STAYS = 12_000;
const place = document.getElementById("snack");
let timer;

export function snack(sentence, undo) {
  const note = shape("snack-shape");
  note.querySelector("span").textContent = sentence;
  const button = note.querySelector("button");
  if (undo) {
    button.addEventListener("click", () => {
      place.replaceChildren();
      undo();
    });
  } else button.remove();
  place.replaceChildren(note);
  wait();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (place.matches(":hover, :focus-within")) wait();
    else place.replaceChildren();
  }, STAYS);
}
