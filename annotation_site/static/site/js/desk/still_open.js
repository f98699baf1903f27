// What stands between this dialogue and its submission, and what is worth a look, each a way to its place.
import { asksOf, isOpen, openItems } from "./checklist.js";
import { findings } from "./findings.js";
import { openRows, rowsToLookAt } from "./labelling.js";
import { shape } from "./notice.js";
import { articles } from "./turns.js";
import { words } from "./words.js";

// Until one tries to hand it in, the first few are enough.
let shown = 3;
const panel = document.getElementById("open");

export function stillOpen() {
  const errors = findings().filter((group) => group.severity === "error");
  const questions = openItems().map(({ name, asks }) => ({
    what: asks[0].closest(".turn") ? words("openReplies", { name, count: asks.length }) : name,
    place: asks[0].querySelector("input"),
  }));
  return [...errors.map((group) => row(group, placeOfError(group))), ...questions, ...openRows()];
}

export function worthALook() {
  const warnings = findings().filter((group) => group.severity === "warning" && group.reason === null);
  return [...warnings.map((group) => row(group, marked(group))), ...rowsToLookAt()];
}

function row(group, place) {
  const at = articles().findIndex((article) => article.dataset.turn === group.turn);
  const what = at < 0 ? group.title : words("openFinding", { title: group.title, number: at + 1 });
  return { what, place };
}

const marked = (group) => document.querySelector(`[data-finding="${CSS.escape(group.key)}"] summary`);
function placeOfError(group) {
  if (group.turn) return document.getElementById(`text-${group.turn}`);
  const role = group.code === "no-reply" ? "assistant" : "user";
  return document.querySelector(`#after-turns [data-add=${role}]`);
}

export function goTo(place) {
  for (let part = place.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  place.focus({ preventScroll: true });
  (place.closest(".check, .finding, .turn") ?? place).scrollIntoView({ block: "center" });
}

export function showAll() {
  shown = Infinity;
  show();
}

// The place that a refusal of the server names.
export function placeOf(slug, turn) {
  const ask = asksOf(slug).find((one) => isOpen(one) && (one.closest(".turn")?.dataset.turn ?? null) === turn);
  return ask?.querySelector("input") ?? null;
}

export function rows(list, gone = () => {}) {
  return list.map(({ what, place }) => {
    const item = shape("open-shape");
    item.firstElementChild.textContent = what;
    item.firstElementChild.addEventListener("click", () => {
      gone();
      goTo(place);
    });
    return item;
  });
}

export function show() {
  const open = stillOpen();
  const worth = worthALook();
  panel.hidden = false;
  panel.classList.toggle("ready", !open.length);
  panel.toggleAttribute("data-worth", worth.length > 0);
  const title = open.length ? "openTitle" : worth.length ? "worthTitle" : "readyTitle";
  document.getElementById("open-title").textContent = words(title, { count: open.length || worth.length });
  document.getElementById("open-list").replaceChildren(...rows([...open, ...worth].slice(0, shown)));
}
