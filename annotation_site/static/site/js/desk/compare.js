// What is compared with: the draft, or any revision; beneath every turn, or beneath one. Keeps the
// old text beside each turn, followed by lineage; show_diffs.js paints.
import { drafts } from "./drafted.js";
import { before } from "./lineage.js";
import { notify } from "./notice.js";
import { ask } from "./server.js";
import { areaOf, articles, readTurns, settle } from "./turns.js";
import { words } from "./words.js";

const form = document.getElementById("work");
const talk = document.getElementById("talk");
const every = document.querySelector("[data-compares]");
const chooser = document.getElementById("compared-with");
// The words of a turn that stand beside it are not sent twice.
const beside = (id) => document.querySelector(`#turn-${id} .card > .diff`).dataset.diffOld;
const base = JSON.parse(document.getElementById("base-turns")?.textContent ?? "[]").map(
  ({ id, text = beside(id) }) => ({ id, text }),
);
const older = new Map();

const given = new Set(base.map(({ id }) => id));
// A turn that was taken from another draft is compared with what it was there.
const drafted = drafts.flatMap(({ turns }) => turns).filter(({ id }) => !given.has(id));
let compared = [...base, ...drafted];
let shape = "";

// Only a change of the turns moves what stood before; typing leaves it.
function follow() {
  const turns = readTurns();
  const now = JSON.stringify(turns.map(({ id, parents }) => [id, parents]));
  if (now === shape) return;
  shape = now;
  const old = before(compared, turns);
  for (const article of articles()) show(article, old.get(article.dataset.turn));
}

function show(article, text) {
  let diff = article.querySelector(".card > .diff");
  if (text === undefined) return diff?.remove();
  if (diff?.dataset.diffOld === text && diff.dataset.diffInput === areaOf(article).id) return;
  if (!diff) {
    diff = document.createElement("div");
    diff.className = "diff";
    areaOf(article).after(diff);
  }
  diff.dataset.diffOld = text;
  diff.dataset.diffInput = areaOf(article).id;
  settle(article);
}

async function choose(number) {
  if (number === chooser.dataset.base) compared = [...base, ...drafted];
  else {
    if (!older.size && !(await fetchAll())) return notify("offline", words("offlineRead"));
    compared = older.get(number);
  }
  shape = "";
  follow();
  all(true);
}

async function fetchAll() {
  for (let next = `/api/v1/dialogues/${form.dataset.dialogue}/revisions/`; next; ) {
    const { status, body } = await ask("GET", next);
    if (status !== 200) return false;
    for (const { number, turns } of body.results) older.set(String(number), turns);
    next = body.next;
  }
  return older.size > 0;
}

function all(shown) {
  every.setAttribute("aria-pressed", String(shown));
  talk.classList.toggle("quiet", !shown);
  for (const article of articles()) delete article.dataset.compared;
}

function one(article) {
  const shown = isShown(article);
  article.dataset.compared = shown ? "no" : "yes";
  document.getElementById("said").textContent = words(shown ? "notCompared" : "compared");
}

const isShown = ({ dataset }) => (dataset.compared ?? (talk.classList.contains("quiet") ? "no" : "yes")) === "yes";

export function start() {
  follow();
  talk.addEventListener("work-changed", follow);
  talk.addEventListener("click", ({ target }) => {
    if (target.closest("[data-do=compare]")) one(target.closest(".turn"));
  });
  every?.addEventListener("click", () => all(every.getAttribute("aria-pressed") !== "true"));
  chooser?.addEventListener("change", () => choose(chooser.value));
}
