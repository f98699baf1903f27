// The drafts of one topic side by side: one to go on with, or single turns of each, with the way
// back. What is taken stands on the page, which is the working copy, and is saved as all else is.
import { drafts } from "./drafted.js";
import { snack } from "./snack.js";
import * as turns from "./turns.js";
import { words } from "./words.js";

const FIRST = "first";
const dialog = document.getElementById("candidates");
const sure = document.getElementById("use-draft");
const form = document.getElementById("work");
const place = document.getElementById("take-place");
const said = dialog?.querySelector("[data-said]");
const back = dialog?.querySelector("[data-puts-back]");
const plain = (all) => JSON.stringify(all.map(({ id, role, text }) => [id, role, text.normalize("NFC")]));
const isText = (draft) => plain(draft.turns) === plain(turns.readTurns());

// A draft that was merged or split lives on in the turns it became.
const lineages = () => new Set(turns.readTurns().flatMap(({ id, parents }) => [id, ...parents]));

function show() {
  const there = lineages();
  for (const row of dialog.querySelectorAll("[data-drafted]")) {
    const taken = there.has(row.dataset.drafted);
    row.classList.toggle("there", taken);
    row.querySelector("[data-takes]").hidden = taken;
    row.querySelector("[data-there]").hidden = !taken;
  }
  for (const draft of drafts) {
    const column = dialog.querySelector(`[data-draft="${draft.name}"]`);
    column.classList.toggle("chosen", isText(draft));
    column.querySelector("[data-uses]").textContent = words(isText(draft) ? "goOnDraft" : "useDraft");
  }
  showPlaces(place.value);
}

function showPlaces(chosen) {
  const option = (value, text) => new Option(text, value, false, value === chosen);
  const below = turns.readTurns().map(({ id, role, text }, at) => {
    const start = Array.from(text).slice(0, 16).join("");
    return option(id, words("placeBelow", { number: at + 1, who: form.dataset[role], text: start }));
  });
  place.replaceChildren(option("", words("placeEnd")), option(FIRST, words("placeFirst")), ...below);
}

function showDraft(name) {
  for (const column of dialog.querySelectorAll("[data-draft]")) {
    column.classList.toggle("shown", column.dataset.draft === name);
  }
  for (const radio of dialog.querySelectorAll("[name=draft-shown]")) radio.checked = radio.value === name;
}

function tell(sentence, undo) {
  said.textContent = sentence;
  back.hidden = !undo;
  back.onclick = undo;
}

function open(at = "") {
  showPlaces(at);
  show();
  tell("");
  if (!dialog.open) dialog.showModal();
}

function whereTo() {
  const all = turns.articles();
  if (place.value === FIRST) return all[0];
  return all.find((article) => article.dataset.turn === place.value)?.nextElementSibling;
}

function take(row) {
  const turn = drafts.flatMap((draft) => draft.turns).find(({ id }) => id === row.dataset.drafted);
  if (lineages().has(turn.id)) return;
  const article = turns.put(turn, whereTo());
  // The next one goes below it, so that turns taken one after the other stay in their order.
  if (place.value) showPlaces(turn.id);
  show();
  const all = turns.articles();
  const where = { number: all.indexOf(article) + 1, total: all.length };
  tell(words("turnTaken", where), () => {
    article.remove();
    turns.changed();
    show();
    tell(words("turnPutBack"));
    row.querySelector("[data-takes]").focus();
  });
  const rest = [...row.parentElement.querySelectorAll("[data-takes]:not([hidden])")];
  const after = (one) => row.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  (rest.find(after) ?? back).focus();
}

async function use(draft, { read, replace }) {
  if (isText(draft)) return dialog.close();
  if (!drafts.some(isText) && !(await agreed())) return;
  const before = read();
  turns.fill(draft.turns);
  turns.changed();
  dialog.close();
  snack(words("draftTaken", { name: draft.name }), () => replace(before));
}

function agreed() {
  if (!turns.articles().length) return true;
  sure.returnValue = "";
  sure.showModal();
  return new Promise((resolve) => {
    sure.addEventListener("close", () => resolve(sure.returnValue === "use"), { once: true });
  });
}

export function start(desk) {
  if (!dialog) return;
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if ("takes" in button.dataset) take(button.closest("[data-drafted]"));
    if ("uses" in button.dataset) {
      use(drafts.find(({ name }) => name === button.closest("[data-draft]").dataset.draft), desk);
    }
  });
  dialog.addEventListener("change", ({ target }) => target.name === "draft-shown" && showDraft(target.value));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-chooses]");
    if (button) open(button.closest(".turn")?.dataset.turn);
  });
  const begun = drafts.find(isText);
  showDraft(begun?.name ?? drafts[0].name);
  // Who has just taken the dialogue sees all drafts before one of them.
  if (begun && form.dataset.version === "0" && !document.querySelector("dialog[open]")) open();
}
