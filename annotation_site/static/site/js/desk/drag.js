// Taking a turn by its handle to another place, with a mouse, a finger or a pen. The keys and the
// buttons beside it do the same (WCAG 2.5.7).
import { move } from "./turn_deeds.js";
import { articles } from "./turns.js";
import { isComposing } from "./undo.js";

const START = 5;
const EDGE = 90;
const FASTEST = 18;
const talk = document.getElementById("talk");
let held = null;

// How many of the others have their middle above the pointer.
const placeUnder = (y) =>
  held.others.filter((one) => {
    const { top, height } = one.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;

function point(event) {
  if (!held || event.pointerId !== held.pointer) return;
  held.y = event.clientY;
  if (held.going) return;
  if (Math.abs(event.clientY - held.from) < START) return;
  held.going = true;
  held.article.classList.add("dragged");
  talk.classList.add("sorting");
  tick();
}

// Each frame: the page rolls near its edges, the card follows the pointer, a line shows where to.
function tick() {
  if (!held?.going) return;
  const low = innerHeight - EDGE - bottomBar();
  const over = held.y < EDGE ? held.y - EDGE : held.y > low ? held.y - low : 0;
  if (over) scrollBy(0, Math.sign(over) * Math.min(FASTEST, Math.abs(over) / 4));
  held.article.style.translate = `0 ${held.y + scrollY - held.from - held.scrolled}px`;
  held.to = placeUnder(held.y);
  held.others.forEach((one, at) => {
    one.classList.toggle("drop-above", at === held.to);
    one.classList.toggle("drop-below", at === held.to - 1 && held.to === held.others.length);
  });
  held.frame = requestAnimationFrame(tick);
}

const bottomBar = () => document.querySelector(".thumb")?.offsetHeight ?? 0;

function letGo(drop) {
  if (!held) return;
  const { article, going, to, others, frame } = held;
  held = null;
  cancelAnimationFrame(frame);
  article.style.translate = "";
  article.classList.remove("dragged");
  talk.classList.remove("sorting");
  for (const one of others) one.classList.remove("drop-above", "drop-below");
  if (drop && going) move(article, to);
}

export function start() {
  talk.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-drags]");
    if (!handle || event.button !== 0 || held || isComposing()) return;
    const article = handle.closest(".turn");
    handle.setPointerCapture(event.pointerId);
    held = {
      article, pointer: event.pointerId, from: event.clientY, y: event.clientY, scrolled: scrollY,
      going: false, others: articles().filter((one) => one !== article),
    };
  });
  talk.addEventListener("pointermove", point);
  talk.addEventListener("pointerup", (event) => held?.pointer === event.pointerId && letGo(true));
  for (const kind of ["pointercancel", "lostpointercapture"]) talk.addEventListener(kind, () => letGo(false));
  addEventListener("keydown", (event) => event.key === "Escape" && letGo(false));
}
