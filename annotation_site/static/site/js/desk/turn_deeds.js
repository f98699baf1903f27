// What the buttons and keys of a turn do: each works out the new turns and hands them to `change`.
import { ask } from "./server.js";
import { snack } from "./snack.js";
import * as edits from "./turn_edits.js";
import { areaOf, articleOf, readTurns } from "./turns.js";
import { change, isComposing } from "./undo.js";
import { words } from "./words.js";

const talk = document.getElementById("talk");
const said = document.getElementById("said");
const idOf = (article) => article.dataset.turn;

function placeOf(article) {
  const turns = readTurns();
  return [turns, turns.findIndex(({ id }) => id === idOf(article))];
}

// Also for drag.js: to a place among the turns.
export function move(article, to) {
  const made = edits.moved(readTurns(), { id: idOf(article), to });
  if (!made) return;
  change(made, "moved");
  said.textContent = words("moved", { number: to + 1, total: made.turns.length });
}

function step(article, by) {
  const [, at] = placeOf(article);
  move(article, at + by);
}

function add(role, at) {
  change(edits.added(readTurns(), { id: edits.mintId(), role, at }), "added");
}

function addBeside(article, below) {
  const [turns, at] = placeOf(article);
  add(edits.otherRole(turns[at].role), at + below);
}

function join(article, upper) {
  const turns = readTurns();
  const made = edits.merged(turns, { id: upper });
  if (!made) return snack(words("tooLong"));
  change(made, "joined");
  said.textContent = words("joined", { number: made.turns.findIndex(({ id }) => id === upper) + 1 });
}

function split(article) {
  const area = areaOf(article);
  const made = edits.split(readTurns(), { id: idOf(article), at: area.selectionStart, newId: edits.mintId() });
  if (!made) {
    area.focus();
    return snack(words("noCut"));
  }
  change(made, "split");
  said.textContent = words("split", { number: made.turns.findIndex(({ id }) => id === made.id) + 1 });
}

function takeOut(article) {
  const [turns, at] = placeOf(article);
  const turn = turns[at];
  change(edits.removed(turns, { id: turn.id }), "removed");
  snack(words("takenOut"), () => {
    const left = readTurns();
    if (left.some(({ id }) => id === turn.id)) return;
    const before = new Set(turns.slice(0, at).map(({ id }) => id));
    const to = left.findLastIndex(({ id }) => before.has(id)) + 1;
    change({ turns: [...left.slice(0, to), turn, ...left.slice(to)], id: turn.id, at: null }, "added");
    areaOf(articleOf(turn.id)).focus();
  });
}

function switchSpeaker(article) {
  change(edits.switched(readTurns(), { id: idOf(article) }), "speaker");
  said.textContent = areaOf(article).getAttribute("aria-label");
}

async function remark(article, button) {
  try {
    (await import("./remark.js")).open(article, button.closest("[data-thread]"));
  } catch {
    snack(words("offlineRemark"));
  }
}

async function settle(_article, button) {
  const thread = button.closest("[data-thread]");
  const chip = thread.querySelector("[data-settled]");
  const deed = chip.hidden ? "resolve" : "reopen";
  const { status, body } = await ask("POST", `/api/v1/comments/${thread.dataset.thread}/${deed}/`, {});
  if (status !== 200) return snack(status ? (body.detail ?? words("broken")) : words("offlineRemark"));
  chip.hidden = deed === "reopen";
  thread.classList.toggle("done", !chip.hidden);
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
}

const deeds = {
  up: (article) => step(article, -1),
  down: (article) => step(article, 1),
  add: (article) => addBeside(article, 1),
  "add-above": (article) => addBeside(article, 0),
  split,
  "join-up": (article) => join(article, idOf(article.previousElementSibling)),
  "join-down": (article) => join(article, idOf(article)),
  switch: switchSpeaker,
  remark,
  answer: remark,
  settle,
  remove: takeOut,
};

export function start() {
  talk.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    button.closest("details.menu")?.removeAttribute("open");
    if (isComposing()) return;
    if (button.dataset.add) add(button.dataset.add);
    if (button.dataset.do) deeds[button.dataset.do]?.(button.closest(".turn"), button);
  });
}
