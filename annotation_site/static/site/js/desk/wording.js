// Another wording of a turn, asked of the drafter: it stands beneath the turn to be taken, taken in
// part or left. What is taken is marked as machine text, in the labels that travel with the turn.
import { renderDiff } from "../diff.js";
import { shape } from "./notice.js";
import { chosenOf, showParts } from "./part_choice.js";
import { ask } from "./server.js";
import { snack } from "./snack.js";

const MARK = { scheme: "machine", label: "rewrite", start: null, end: null };
const PAUSE = 2000;
const MOST_TRIES = 8;
const store = document.getElementById("wording-words")?.dataset;
const form = document.getElementById("work");
const talk = document.getElementById("talk");
const answers = new WeakMap();
let composing = false;

const areaOf = (article) => article.querySelector("[data-text]");
const panelOf = (article) => article.querySelector(":scope > .meta > .another");
const labelsOf = (article) => JSON.parse(article.dataset.kept).labels;
const isMark = (label) => label.scheme === MARK.scheme;

export function start(work) {
  if (!store) return;
  addEventListener("compositionstart", () => (composing = true), true);
  addEventListener("compositionend", () => (composing = false), true);
  talk.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button || composing) return;
    const article = button.closest(".turn");
    if ("rewords" in button.dataset) return toggle(article);
    const panel = button.closest(".another");
    if (!panel) return;
    if (button.dataset.wish) put(panel, button.dataset.wish, work);
    if ("asks" in button.dataset) putOwn(panel, work);
    if ("shuts" in button.dataset || "leaves" in button.dataset) leave(article, panel, button);
    if ("takesIt" in button.dataset) take(article, panel, answers.get(panel).text);
    if ("takesParts" in button.dataset) takeParts(article, panel);
  });
  talk.addEventListener("keydown", (event) => {
    const panel = event.target.closest(".another");
    if (!panel || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.preventDefault();
      shut(panel.closest(".turn"));
    }
    if (event.key === "Enter" && event.target.matches(".own input")) {
      event.preventDefault();
      putOwn(panel, work);
    }
  });
  talk.addEventListener("input", ({ target }) => {
    const panel = target.matches("[data-text]") && panelOf(target.closest(".turn"));
    if (panel && answers.has(panel)) show(panel);
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => detail.elt.matches?.(".turn") && showMark(detail.elt));
}

function showMark(article) {
  const mark = article.querySelector("[data-machine]");
  if (mark) mark.hidden = !labelsOf(article).some(isMark);
}

function toggle(article) {
  const panel = panelOf(article);
  if (panel && !panel.hidden) return shut(article);
  open(article, panel ?? make(article));
}

function make(article) {
  const panel = shape("wording-shape");
  article.querySelector("[data-machine]").after(panel);
  return panel;
}

function open(article, panel) {
  for (const wish of panel.querySelectorAll("[data-wish]")) {
    wish.hidden = Boolean(wish.dataset.for) && wish.dataset.for !== article.dataset.role;
  }
  panel.hidden = false;
  said(article, true);
  panel.querySelector("[data-wish]:not([hidden])").focus();
  panel.scrollIntoView({ block: "nearest" });
}

function shut(article) {
  panelOf(article).hidden = true;
  said(article, false);
  areaOf(article).focus();
}

const said = (article, there) => article.querySelector("[data-rewords]")?.setAttribute("aria-expanded", there);

function leave(article, panel, button) {
  if ("leaves" in button.dataset) forget(panel);
  shut(article);
}

function forget(panel) {
  answers.delete(panel);
  panel.querySelector("[data-answer]").hidden = true;
  panel.querySelector("[data-sample]").hidden = true;
  tell(panel, "");
}

const tell = (panel, sentence) => (panel.querySelector("[data-said]").textContent = sentence);

function putOwn(panel, work) {
  const own = panel.querySelector(".own input");
  if (!own.value.trim()) return own.focus();
  put(panel, own.value.trim(), work);
}

async function put(panel, wish, work) {
  if (panel.ariaBusy === "true") return;
  panel.ariaBusy = "true";
  forget(panel);
  tell(panel, store.asking);
  const sentence = await answered(panel, wish, work);
  panel.ariaBusy = "false";
  tell(panel, sentence);
  // Who waits for it sees it; who writes on meanwhile is left alone.
  if (panel.contains(document.activeElement)) panel.scrollIntoView({ block: "nearest" });
}

// What is to be told; the wording itself is kept for the panel.
async function answered(panel, wish, work) {
  // The drafter reads what is saved.
  if (!(await work.flush())) return store.unsaved;
  const { status, body } = await patiently({ turn: panel.closest(".turn").dataset.turn, wish }, () => panel.isConnected);
  if (status !== 200) return Object.values(body.fields ?? {}).flat()[0] ?? body.detail ?? store.nobody;
  if (body.text === areaOf(panel.closest(".turn")).value.trim()) return store.same;
  answers.set(panel, body);
  show(panel);
  return store.there;
}

// A connection may be shorter than a drafter's thoughts: the same key asks for the same answer.
async function patiently(content, wanted) {
  const key = `${performance.timeOrigin} ${performance.now()} ${Math.random()}`;
  for (let tries = 1; ; tries++) {
    const { status, body } = await ask("POST", `${form.dataset.api}wording/`, content, { key });
    const again = status === 0 || body.code === "on_its_way";
    if (!again || tries === MOST_TRIES || !wanted()) return { status, body };
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function show(panel) {
  const { text, sample } = answers.get(panel);
  const before = areaOf(panel.closest(".turn")).value;
  panel.querySelector("[data-answer]").hidden = false;
  panel.querySelector("[data-sample]").hidden = !sample;
  panel.querySelector("[data-in-parts]").hidden = showParts(panel.querySelector("[data-parts]"), before, text) < 2;
  renderDiff(panel.querySelector("[data-anew]"), before, text);
}

function takeParts(article, panel) {
  const list = panel.querySelector("[data-parts]");
  const { text, fresh } = chosenOf(list, areaOf(article).value, answers.get(panel).text);
  // Without a new sentence it would be no machine's text.
  if (fresh) take(article, panel, text);
  else leave(article, panel, panel.querySelector("[data-leaves]"));
}

function take(article, panel, text) {
  const before = { text: areaOf(article).value, kept: article.dataset.kept };
  const { labels, ...rest } = JSON.parse(before.kept);
  const marked = labels.some(isMark) ? labels : [...labels, MARK];
  write(article, { text, kept: JSON.stringify({ ...rest, labels: marked }) });
  forget(panel);
  shut(article);
  snack(store.taken, () => write(article, before));
}

function write(article, { text, kept }) {
  const area = areaOf(article);
  article.dataset.kept = kept;
  area.value = text;
  showMark(article);
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
