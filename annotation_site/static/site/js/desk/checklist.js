// The questions and their answers: about the whole dialogue in the aside, about a reply below it.
import { shape } from "./notice.js";
import { words } from "./words.js";

const form = document.getElementById("work");
const asked = () => [...form.querySelectorAll("[data-ask]")].filter((ask) => !ask.closest(".turn.user"));
const items = () => [...document.querySelectorAll("#checklist [data-item]")];
const turnOf = (ask) => ask.closest(".turn")?.dataset.turn ?? null;
const noteOf = (ask) => ask.querySelector("[data-note]");
const valueOf = (ask) => ask.querySelector("input:checked")?.value;
export const isOpen = (ask) => valueOf(ask) === undefined;
export const asksOf = (slug) => asked().filter((ask) => ask.dataset.ask === slug);

export function readAnswers() {
  return asked().filter((ask) => !isOpen(ask)).map((ask) => ({
    item: ask.dataset.ask,
    turn: turnOf(ask),
    value: valueOf(ask),
    note: noteOf(ask).value,
  }));
}

export function fillAnswers(answers) {
  const given = new Map(answers.map((answer) => [`${answer.item} ${answer.turn}`, answer]));
  for (const ask of asked()) {
    const answer = given.get(`${ask.dataset.ask} ${turnOf(ask)}`);
    for (const radio of ask.querySelectorAll("input")) radio.checked = radio.value === answer?.value;
    noteOf(ask).value = answer?.note ?? "";
    showNote(ask);
  }
  count();
}

// A no asks for a word; any other answer has one where somebody wants it.
function showNote(ask, wanted = false) {
  ask.querySelector(".why").hidden = !wanted && valueOf(ask) !== "no" && !noteOf(ask).value;
}

// One button, for the question in hand: where there is an answer and no field for a word on it.
const pencil = shape("pencil-shape");
function offerNote(ask) {
  if (!isOpen(ask) && ask.querySelector(".why").hidden) ask.querySelector("p").append(pencil);
  else if (ask.contains(pencil)) pencil.remove();
}

export function count() {
  let done = 0;
  for (const item of items()) {
    const asks = asksOf(item.dataset.item);
    const answered = asks.filter((ask) => !isOpen(ask)).length;
    if (asks.length && answered === asks.length) done += 1;
    const each = item.querySelector("[data-each]");
    if (!each) continue;
    each.textContent = words("replies", { done: answered, total: asks.length });
    item.querySelector("[data-yes-to-all]").disabled = answered === asks.length;
  }
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = `${done} / ${items().length}`;
  for (const part of form.querySelectorAll(".turn .asks")) {
    const asks = [...part.querySelectorAll("[data-ask]")];
    const answered = asks.filter((ask) => !isOpen(ask)).length;
    part.classList.toggle("done", answered === asks.length);
    part.querySelector("[data-asked]").textContent = `${answered} / ${asks.length}`;
  }
}

// Every question that is open, by item: { name, asks }.
export function openItems() {
  return items()
    .map((item) => ({ name: item.dataset.name, asks: asksOf(item.dataset.item).filter(isOpen) }))
    .filter((item) => item.asks.length);
}

export function start(changed) {
  form.addEventListener("change", (event) => {
    const ask = event.target.closest("[data-ask]");
    if (!ask || event.target.type !== "radio") return;
    showNote(ask);
    offerNote(ask);
    if (event.target.value === "no") noteOf(ask).focus();
  });
  form.addEventListener("focusin", ({ target }) => {
    const ask = target !== pencil && target.closest("[data-ask]");
    if (ask) offerNote(ask);
  });
  pencil.addEventListener("click", () => {
    const ask = pencil.closest("[data-ask]");
    showNote(ask, true);
    pencil.remove();
    noteOf(ask).focus();
  });
  form.addEventListener("click", (event) => {
    const slug = event.target.closest("[data-yes-to-all]")?.dataset.yesToAll;
    if (!slug) return;
    for (const ask of asksOf(slug).filter(isOpen)) ask.querySelector("input[value=yes]").checked = true;
    changed();
  });
}
