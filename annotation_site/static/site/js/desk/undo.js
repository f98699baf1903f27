// Undo and redo over everything one does to the turns. Each change is announced by `changed` of
// turns.js or is typed; here it becomes a step, typing by pauses and by words. `change` makes one.
import { areaOf, articleOf, articles, changed, fill, readTurns } from "./turns.js";
import { words } from "./words.js";

const MOST_STEPS = 300;
const PAUSE = 1000;
const LONGEST_RUN = 24;
const ALONE = /^(insertFrom|insertReplacement|deleteBy|insertLineBreak|insertParagraph)/;
const talk = document.getElementById("talk");
const said = document.getElementById("said");

let past = [];
let future = [];
let now = { turns: [], key: "" };
let caret = null;
let run = null;
let typed = null;
let timer = null;
let composing = false;
let composed = false;

export const isComposing = () => composing;

export function caretNow() {
  const area = document.activeElement;
  if (!area?.matches("#talk [data-text]")) return null;
  return { id: area.closest(".turn").dataset.turn, start: area.selectionStart, end: area.selectionEnd };
}

// Makes the page's turns a step of the past, where they differ from the last one.
function record(what, goesOn = false, after = caretNow()) {
  const turns = readTurns();
  const key = JSON.stringify(turns);
  if (key === now.key) return;
  const last = past.at(-1);
  if (goesOn && last && !future.length) last.after = { turns, caret: after };
  else past.push({ what, before: { turns: now.turns, caret }, after: { turns, caret: after } });
  if (past.length > MOST_STEPS) past.shift();
  future = [];
  now = { turns, key };
  show();
}

// What was typed since is a step before anything else happens.
function recordTyping() {
  clearTimeout(timer);
  timer = null;
  if (!typed) return record("other");
  const { goesOn, at } = typed;
  typed = null;
  record("typed", goesOn, at);
}

// The one way for the desk's own deeds: new turns, the one in hand with its cursor, and in a word
// what was done.
export function change({ turns, id, at }, what) {
  recordTyping();
  remember();
  const held = document.activeElement;
  fill(turns);
  hold(held, articleOf(id), at);
  changed(what);
}

const isWriting = (held) => held.matches("[data-text]");

// Who wrote goes on writing; who pressed a button stays on it, or as near as can be. Who did neither
// is on a phone, and no keyboard springs up.
function hold(held, article, at) {
  if (article && (isWriting(held) || at !== null)) {
    areaOf(article).focus({ preventScroll: true });
    if (at !== null) areaOf(article).setSelectionRange(at, at);
  } else if (held.isConnected && !held.disabled && held.checkVisibility()) held.focus({ preventScroll: true });
  else (article ?? document.getElementById("after-turns")).querySelector("summary, button").focus({ preventScroll: true });
  article?.scrollIntoView({ block: "nearest" });
}

function hear(event) {
  const area = event.target;
  if (!area.matches("[data-text]")) return;
  if (typed) recordTyping();
  const id = area.closest(".turn").dataset.turn;
  const byHand = event.inputType || composed;
  const kind = !byHand || ALONE.test(event.inputType) ? null : event.inputType.startsWith("delete") ? "out" : "in";
  const start = Date.now();
  const length = area.value.length;
  const from = area.selectionStart;
  const ended = /[\s\p{P}]$/u.test(area.value.slice(0, from));
  const goesOn =
    kind !== null && run?.id === id && run.kind === kind && start - run.time < PAUSE &&
    run.from === caret?.start && Math.abs(length - run.length) < LONGEST_RUN && !(kind === "in" && run.ended && !ended);
  run = { id, kind, time: start, from, ended, length: goesOn ? run.length : (caret?.length ?? length) };
  typed = { goesOn, at: { id, start: from, end: area.selectionEnd } };
  composed = false;
  // After everybody else has heard of it, and never in the way of the next key.
  timer = setTimeout(recordTyping);
}

function step(from, to, side, sentence) {
  if (composing) return;
  recordTyping();
  const taken = from.pop();
  if (!taken) return;
  to.push(taken);
  run = null;
  const { turns, caret: at } = taken[side];
  const held = document.activeElement;
  const place = at?.id ?? differing(taken[side === "before" ? "after" : "before"].turns, turns);
  fill(turns);
  now = { turns: readTurns(), key: JSON.stringify(readTurns()) };
  changed("undo");
  show();
  said.textContent = words(sentence, { what: words(`did${taken.what[0].toUpperCase()}${taken.what.slice(1)}`) });
  goBack(articleOf(place) ?? articles()[0], at, held);
}

const differing = (one, other) =>
  (other.find((turn, at) => JSON.stringify(turn) !== JSON.stringify(one[at])) ?? other.at(-1))?.id;

// Who wrote has the cursor back where it was; everybody else sees the place.
function goBack(article, at, held) {
  if (!article) return;
  if (isWriting(held)) {
    const area = areaOf(article);
    area.focus({ preventScroll: true });
    if (at && at.id === article.dataset.turn) area.setSelectionRange(at.start, at.end);
  } else mark(article);
  article.scrollIntoView({ block: "nearest" });
}

export function mark(article) {
  article.classList.remove("arrived");
  requestAnimationFrame(() => article.classList.add("arrived"));
}

export const undo = () => step(past, future, "before", "undone");
export const redo = () => step(future, past, "after", "redone");

function show() {
  for (const [name, steps] of [["undo", past], ["redo", future]]) {
    // Told, not switched off: a button that is switched off drops the focus.
    const button = document.querySelector(`[data-${name}]`);
    button.setAttribute("aria-disabled", String(!steps.length));
  }
}

export function start() {
  now = { turns: readTurns(), key: JSON.stringify(readTurns()) };
  addEventListener("compositionstart", () => {
    composing = true;
    remember();
  }, true);
  addEventListener("compositionend", () => {
    composing = false;
    composed = true;
  }, true);
  // A field that is taken away while it composes never says that it has ended.
  addEventListener("focusin", () => (composing = false), true);
  addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    composing = false;
    // Windows knows redo by this key too.
    if (event.ctrlKey && event.key.toLowerCase() === "y" && caretNow()) {
      event.preventDefault();
      redo();
    }
  }, true);
  talk.addEventListener("beforeinput", (event) => {
    const its = { historyUndo: undo, historyRedo: redo }[event.inputType];
    if (its && event.target.matches("[data-text]")) {
      event.preventDefault();
      its();
    } else if (!composing) remember();
  });
  talk.addEventListener("input", hear);
  talk.addEventListener("work-changed", ({ detail }) => {
    if (detail?.what === "undo") return;
    if (typed) recordTyping();
    run = null;
    record(detail?.what ?? "other");
  });
  document.querySelector("[data-undo]").addEventListener("click", undo);
  document.querySelector("[data-redo]").addEventListener("click", redo);
  show();
}

function remember() {
  if (typed) recordTyping();
  const area = document.activeElement;
  caret = caretNow();
  if (caret) caret.length = area.value.length;
}
