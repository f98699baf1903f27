// What stands between this dialogue and its submission, each a way to its place.
import { asksOf, isOpen, openItems } from "./checklist.js";
import { shape } from "./notice.js";
import { articles } from "./turns.js";
import { words } from "./words.js";

const SHOWN = 3;
const panel = document.getElementById("open");

export function stillOpen() {
  const turns = articles();
  const open = [];
  const text = (article) => article.querySelector("[data-text]");
  const adding = document.querySelector("#after-turns [data-add=assistant]");
  turns.forEach((article, at) => {
    if (!text(article).value.trim()) open.push({ what: words("openEmpty", { number: at + 1 }), place: text(article) });
  });
  if (!turns.length) open.push({ what: words("openNothing"), place: document.querySelector("#after-turns button") });
  else if (!turns.some((article) => article.dataset.role === "assistant")) open.push({ what: words("openReply"), place: adding });
  for (const { name, asks } of openItems()) {
    const what = asks[0].closest(".turn") ? words("openReplies", { name, count: asks.length }) : name;
    open.push({ what, place: asks[0].querySelector("input") });
  }
  return open;
}

export function goTo(place) {
  for (let part = place.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  place.focus({ preventScroll: true });
  (place.closest(".check, .turn") ?? place).scrollIntoView({ block: "center" });
}

// The place that a refusal of the server names.
export function placeOf(slug, turn) {
  const ask = asksOf(slug).find((one) => isOpen(one) && (one.closest(".turn")?.dataset.turn ?? null) === turn);
  return ask?.querySelector("input") ?? null;
}

export function show() {
  const open = stillOpen();
  panel.hidden = false;
  panel.classList.toggle("ready", !open.length);
  document.getElementById("open-title").textContent = words(open.length ? "openTitle" : "readyTitle", { count: open.length });
  const rows = open.slice(0, SHOWN).map(({ what, place }) => {
    const row = shape("open-shape");
    row.firstElementChild.textContent = what;
    row.firstElementChild.addEventListener("click", () => goTo(place));
    return row;
  });
  document.getElementById("open-list").replaceChildren(...rows);
}
