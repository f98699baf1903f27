// The turns of the page: reading them as data, filling them from data, and what one does to them.
// The page itself is the working copy; nothing is held twice.
import { compare } from "./drafted.js";
import { shape } from "./notice.js";
import { snack } from "./snack.js";
import { words } from "./words.js";

const form = document.getElementById("work");
const talk = document.getElementById("talk");
const end = document.getElementById("after-turns");

export const articles = () => [...talk.querySelectorAll(":scope > .turn")];
const area = (article) => article.querySelector("[data-text]");
const other = (role) => (role === "user" ? "assistant" : "user");

export function changed() {
  number();
  talk.dispatchEvent(new Event("work-changed", { bubbles: true }));
}

export const readTurns = () => articles().map(read);

function read(article) {
  const text = area(article).value;
  const { parents, labels } = JSON.parse(article.dataset.kept);
  // A label that its words have left would be refused.
  const length = Array.from(text.normalize("NFC")).length;
  const fitting = labels.filter((label) => label.end === null || label.end <= length);
  return { id: article.dataset.turn, role: article.dataset.role, text, parents, labels: fitting };
}

export function fill(turns) {
  const before = new Map(articles().map((article) => [article.dataset.turn, article]));
  for (const turn of turns) {
    const article = before.get(turn.id) ?? make();
    before.delete(turn.id);
    // Dressed in its place, for what paints its changes looks for it there.
    talk.insertBefore(article, end);
    dress(article, turn);
  }
  for (const article of before.values()) article.remove();
  number();
}

function make() {
  const article = shape("turn-shape");
  area(article).readOnly = false;
  return article;
}

function dress(article, { id, role, text, parents = [], labels = [] }) {
  article.id = `turn-${id}`;
  article.dataset.turn = id;
  article.dataset.kept = JSON.stringify({ parents, labels });
  area(article).id = `text-${id}`;
  area(article).value = text;
  compare(article, area(article));
  for (const radio of article.querySelectorAll("input[type=radio]")) {
    radio.name = `${radio.closest("[data-ask]").dataset.ask}:${id}`;
  }
  speak(article, role);
  settle(article);
}

function speak(article, role) {
  article.dataset.role = role;
  article.classList.remove("user", "assistant");
  article.classList.add(role);
  article.querySelector(".who").textContent = form.dataset[role];
  const asks = article.querySelector(".asks");
  if (asks) asks.hidden = role === "user";
}

// Growing fields, pictures of changes and names of keys listen for parts that have settled.
function settle(article) {
  document.dispatchEvent(new CustomEvent("htmx:afterSettle", { detail: { elt: article } }));
}

export function number() {
  const all = articles();
  all.forEach((article, at) => {
    const who = form.dataset[article.dataset.role];
    area(article).setAttribute("aria-label", words("turnLabel", { who, number: at + 1 }));
    article.querySelector("[data-do=up]").disabled = at === 0;
    article.querySelector("[data-do=down]").disabled = at === all.length - 1;
  });
}

// crypto.randomUUID is there on HTTPS and on this machine only.
function mintId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function add(role, before = end) {
  const article = make();
  talk.insertBefore(article, before);
  dress(article, { id: mintId(), role, text: "" });
  article.classList.add("arrived");
  changed();
  area(article).focus();
}

// Puts in a turn that has its lineage already.
export function put(turn, before = end) {
  const article = make();
  talk.insertBefore(article, before);
  dress(article, turn);
  article.classList.add("arrived");
  changed();
  return article;
}

function move(article, step) {
  const all = articles();
  const at = all.indexOf(article) + step;
  if (at < 0 || at >= all.length) return;
  const focused = document.activeElement;
  talk.insertBefore(article, step < 0 ? all[at] : all[at].nextElementSibling);
  changed();
  // A moved element loses the focus; a button that can go no further hands it on.
  (focused.disabled || !article.contains(focused) ? area(article) : focused).focus({ preventScroll: true });
  article.scrollIntoView({ block: "nearest" });
  document.getElementById("said").textContent = words("moved", { number: at + 1, total: all.length });
}

function remove(article) {
  const all = articles();
  const at = all.indexOf(article);
  const next = article.nextElementSibling;
  article.remove();
  changed();
  (all[at + 1] ?? all[at - 1] ? area(all[at + 1] ?? all[at - 1]) : end.querySelector("button")).focus();
  snack(words("takenOut"), () => {
    talk.insertBefore(article, next.isConnected ? next : end);
    changed();
    area(article).focus();
  });
}

const deeds = {
  up: (article) => move(article, -1),
  down: (article) => move(article, 1),
  add: (article) => add(other(article.dataset.role), article.nextElementSibling),
  switch: (article) => {
    speak(article, other(article.dataset.role));
    changed();
    area(article).focus();
  },
  remove,
};

export function start() {
  for (const article of articles()) area(article).readOnly = false;
  number();
  talk.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    button.closest("details.menu")?.removeAttribute("open");
    if (button.dataset.add) add(button.dataset.add);
    if (button.dataset.do) deeds[button.dataset.do](button.closest(".turn"));
  });
}
