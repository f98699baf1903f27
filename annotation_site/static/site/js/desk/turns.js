// The turns of the page: reading them as data and filling them from data, nothing else.
// The page itself is the working copy; nothing is held twice. What is taken out waits aside with its
// answers and notes, so that they come back with it.
import { shape } from "./notice.js";
import { words } from "./words.js";

const form = document.getElementById("work");
const talk = document.getElementById("talk");
const end = document.getElementById("after-turns");
const aside = new Map();

export const articles = () => [...talk.querySelectorAll(":scope > .turn")];
export const areaOf = (article) => article.querySelector("[data-text]");
export const articleOf = (id) => document.getElementById(`turn-${id}`);

// Whoever has changed the turns says so, and in a word what was done: undo.js knows the words.
export function changed(what = "other") {
  number();
  talk.dispatchEvent(new CustomEvent("work-changed", { bubbles: true, detail: { what } }));
}

export const readTurns = () => articles().map(read);

function read(article) {
  const text = areaOf(article).value;
  const { parents, labels } = JSON.parse(article.dataset.kept);
  // A label that its text has left would be refused, unless it can find its words again.
  const length = labels.length ? Array.from(text.normalize("NFC")).length : 0;
  const fitting = labels.filter((label) => label.end === null || label.quote || label.end <= length);
  return { id: article.dataset.turn, role: article.dataset.role, text, parents, labels: fitting };
}

export function fill(turns) {
  const before = new Map(articles().map((article) => [article.dataset.turn, article]));
  const kept = new Set(turns.map(({ id }) => id));
  for (const [id, article] of before) {
    if (kept.has(id)) continue;
    aside.set(id, article);
    article.remove();
  }
  let next = articles()[0] ?? end;
  for (const turn of turns) {
    const article = before.get(turn.id) ?? fromAside(turn.id) ?? make();
    // What stands right is left alone: a moved field loses the cursor.
    if (article === next) next = article.nextElementSibling;
    else talk.insertBefore(article, next);
    dress(article, turn);
  }
  number();
}

function fromAside(id) {
  const article = aside.get(id);
  aside.delete(id);
  return article;
}

function make() {
  const article = shape("turn-shape");
  areaOf(article).readOnly = false;
  article.classList.add("arrived");
  return article;
}

function dress(article, { id, role, text, parents = [], labels = [] }) {
  const area = areaOf(article);
  const kept = JSON.stringify({ parents, labels });
  if (article.dataset.turn !== id) {
    article.id = `turn-${id}`;
    article.dataset.turn = id;
    area.id = `text-${id}`;
    for (const radio of article.querySelectorAll("input[type=radio]")) {
      radio.name = `${radio.closest("[data-ask]").dataset.ask}:${id}`;
    }
  } else if (article.dataset.role === role && area.value === text && article.dataset.kept === kept) return;
  article.dataset.kept = kept;
  if (area.value !== text) area.value = text;
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
export function settle(article) {
  document.dispatchEvent(new CustomEvent("htmx:afterSettle", { detail: { elt: article } }));
}

export function number() {
  const all = articles();
  const off = (article, deed, when) => {
    article.querySelector(`[data-do=${deed}]`).disabled = when;
  };
  all.forEach((article, at) => {
    const who = form.dataset[article.dataset.role];
    const [first, last] = [at === 0, at === all.length - 1];
    areaOf(article).setAttribute("aria-label", words("turnLabel", { who, number: at + 1 }));
    for (const deed of ["up", "join-up"]) off(article, deed, first);
    for (const deed of ["down", "join-down"]) off(article, deed, last);
  });
}

// Puts in a turn that has its lineage already.
export function put(turn, before = end) {
  const turns = readTurns();
  const found = articles().indexOf(before);
  const at = found < 0 ? turns.length : found;
  fill([...turns.slice(0, at), turn, ...turns.slice(at)]);
  changed("added");
  return articleOf(turn.id);
}
