// Labelling in a turn: its words to read, cut in sentences, with what is labelled; a chooser for the
// sentence in hand, for the turn, and for words that are selected. labels.js holds the labels.
import { toLookAt } from "./anchoring.js";
import * as store from "./labels.js";
import { chip, filled, labelWords, piece } from "./labels_parts.js";
import { points, placesOfSentences } from "./sentences.js";
import { articles } from "./turns.js";

const talk = document.getElementById("talk");
const said = document.getElementById("said");
const WHOLE = { start: null, end: null };
const panelOf = (article) => article.querySelector("[data-labels]");
const part = (article, name) => panelOf(article).querySelector(`[data-${name}]`);
// The sentence in hand, and the words that were selected last.
let current = null;
let chosen = null;

export function show() {
  for (const article of articles()) {
    const panel = panelOf(article);
    panel.hidden = !store.schemesFor(article, "sentence", "span", "turn").length;
    if (panel.hidden) continue;
    const labels = store.labelsOf(article);
    part(article, "given").replaceChildren(...labels.map((label) => chip(store.described(label), lost(article, label))));
    if (panel.open) fill(article);
  }
}

const lost = (article, label) => toLookAt(label, store.textOf(article));

// What stands right is left alone, so that the focus and a selection stay.
function fill(article) {
  const key = JSON.stringify([store.textOf(article), store.labelsOf(article), article.dataset.role]);
  const panel = panelOf(article);
  if (panel.dataset.shown === key) return;
  panel.dataset.shown = key;
  const focused = document.activeElement?.closest(".sentence");
  const held = focused && panel.contains(focused) ? focused.dataset.start : null;
  part(article, "read").replaceChildren(...readLayer(article));
  fillTurn(article);
  fillOthers(article);
  fillSelection(article);
  const sentences = [...panel.querySelectorAll(".sentence")];
  const again = sentences.find(({ dataset }) => dataset.start === held) ?? (held !== null && sentences[0]);
  if (current?.article === article) choose(again || sentences.find(({ dataset }) => dataset.start === current.start) || null);
  if (again) again.focus({ preventScroll: true });
}

function readLayer(article) {
  const chars = Array.from(store.textOf(article));
  const marked = store.labelsOf(article).filter(({ scheme, start }) => start !== null && isSpan(scheme));
  const cuts = (from, to) =>
    [...new Set([from, to, ...marked.flatMap(({ start, end }) => [start, end])])]
      .filter((at) => at >= from && at <= to).sort((one, other) => one - other);
  const pieces = (from, to) =>
    cuts(from, to).slice(0, -1).map((at, number) => {
      const end = cuts(from, to)[number + 1];
      const over = marked.find((label) => label.start <= at && label.end >= end);
      return piece(chars.slice(at, end).join(""), at, over && store.described(over).name);
    });
  if (!store.schemesFor(article, "sentence").length) return pieces(0, chars.length);
  const nodes = [];
  let at = 0;
  for (const { start, end } of placesOfSentences(chars.join(""))) {
    if (start > at) nodes.push(...pieces(at, start));
    nodes.push(sentence(article, start, end, pieces(start, end)));
    at = end;
  }
  return at < chars.length ? [...nodes, ...pieces(at, chars.length)] : nodes;
}

const isSpan = (slug) => store.schemeNamed(slug)?.target === "span";
const isSentence = (slug) => store.schemeNamed(slug)?.target === "sentence";

function sentence(article, start, end, pieces) {
  const element = document.createElement("span");
  element.className = "sentence";
  element.setAttribute("role", "button");
  element.tabIndex = 0;
  Object.assign(element.dataset, { start, end });
  element.append(...pieces);
  const here = store.labelsOf(article).filter((one) =>
    isSentence(one.scheme) && one.start !== null && one.start >= start && one.start < end);
  for (const label of here) element.append(" ", chip(store.described(label), lost(article, label)));
  return element;
}

const placeOf = ({ dataset }) => ({ start: Number(dataset.start), end: Number(dataset.end) });

// Opens the chooser for a sentence, or closes it.
function choose(element) {
  const before = current && part(current.article, "chooser");
  for (const one of document.querySelectorAll(".sentence[aria-current]")) one.removeAttribute("aria-current");
  const article = element?.closest(".turn");
  if (before && current.article !== article) before.hidden = true;
  current = element ? { article, start: element.dataset.start } : null;
  if (!element) return before && (before.hidden = true);
  element.setAttribute("aria-current", "true");
  const chooser = part(article, "chooser");
  const place = placeOf(element);
  const words = Array.from(store.textOf(article)).slice(place.start, place.end).join("");
  chooser.hidden = false;
  part(article, "about").textContent = words;
  const groups = store.schemesFor(article, "sentence").map((scheme) => group(article, scheme, place));
  filled(part(article, "choices"), groups);
}

function group(article, scheme, place) {
  const buttons = scheme.labels
    .filter(({ slug, retired }) => !retired || store.has(article, scheme, slug, place))
    .map((label) => ({
      label, on: store.has(article, scheme, label.slug, place),
      press() {
        const on = store.toggle(article, scheme, label.slug, place);
        said.textContent = labelWords(on ? "given" : "taken", { name: label.name });
      },
    }));
  return { scheme, buttons };
}

// The emotion of a turn and the like: one of many from a list, several as buttons.
function fillTurn(article) {
  const groups = store.schemesFor(article, "turn").map((scheme) => ({
    ...group(article, scheme, WHOLE),
    choice: scheme.exclusive && {
      value: store.labelsOf(article).filter((one) => one.scheme === scheme.slug)
        .map((one) => store.given(scheme, one.label)?.slug)[0] ?? "",
      choose: (slug) => store.toggle(article, scheme, slug, WHOLE),
    },
  }));
  filled(part(article, "of-turn"), groups);
}

// What has no sentence or list of its own: words, labels from elsewhere, and those to look at again.
function fillOthers(article) {
  const rows = store.labelsOf(article)
    .filter((label) => lost(article, label) || label.start !== null && !isSentence(label.scheme) || !store.schemeNamed(label.scheme))
    .map((label) => {
      const row = document.getElementById("label-row-shape").content.firstElementChild.cloneNode(true);
      const gone = lost(article, label);
      row.querySelector("[data-chip]").replaceWith(chip(store.described(label), gone));
      row.querySelector("q").textContent = label.quote ?? "";
      row.querySelector("q").hidden = !label.quote;
      const fits = row.querySelector("[data-fits]");
      const place = gone && newPlace(article, label);
      fits.hidden = !place;
      fits.addEventListener("click", () => store.stillFits(article, label, place));
      row.querySelector("[data-takes-off]").addEventListener("click", () => {
        store.takeOff(article, label);
        panelOf(article).querySelector("summary").focus();
      });
      return row;
    });
  part(article, "others").replaceChildren(...rows);
}

// Where a label would be whose words were edited: the sentence that stands there now.
function newPlace(article, label) {
  if (label.start === null) return null;
  if (!isSentence(label.scheme)) return { start: label.start, end: label.end };
  return placesOfSentences(store.textOf(article)).find(({ end }) => end > label.start) ?? null;
}

function fillSelection(article) {
  const place = part(article, "selection");
  place.hidden = !store.schemesFor(article, "span").length;
  place.querySelector(".actions").replaceChildren(...store.schemesFor(article, "span").flatMap((scheme) =>
    scheme.labels.filter(({ retired }) => !retired).map((label) => {
      const button = document.getElementById("label-span-shape").content.firstElementChild.cloneNode(true);
      button.querySelector("span").textContent = label.name;
      // Pressing keeps the words selected.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => markSelected(article, scheme, label));
      return button;
    })));
}

function markSelected(article, scheme, label) {
  if (chosen?.article !== article || chosen.text !== store.textOf(article)) {
    said.textContent = labelWords("selectFirst");
    return part(article, "hint").classList.add("dawn");
  }
  part(article, "hint").classList.remove("dawn");
  const on = store.toggle(article, scheme, label.slug, chosen.place);
  said.textContent = labelWords(on ? "given" : "taken", { name: label.name });
}

// Words can be selected in the layer to read and, with the keyboard too, in the field itself.
function hearSelection() {
  const area = document.activeElement;
  if (area?.matches("#talk [data-text]")) {
    const until = (at) => points(area.value.slice(0, at).normalize("NFC"));
    return keep(area.closest(".turn"), until(area.selectionStart), until(area.selectionEnd));
  }
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  const layer = range?.commonAncestorContainer;
  const article = (layer?.nodeType === Node.TEXT_NODE ? layer.parentElement : layer)?.closest?.(".turn");
  if (!article || range.collapsed || !part(article, "read").contains(range.commonAncestorContainer)) return;
  keep(article, offset(article, range, true), offset(article, range, false));
}

function offset(article, range, atStart) {
  const pieces = [...part(article, "read").querySelectorAll("[data-at]")].filter((one) => range.intersectsNode(one));
  const one = atStart ? pieces[0] : pieces.at(-1);
  if (!one) return 0;
  const [node, at] = atStart ? [range.startContainer, range.startOffset] : [range.endContainer, range.endOffset];
  const text = one.textContent;
  const inside = one.contains(node) && node.nodeType === Node.TEXT_NODE;
  return Number(one.dataset.at) + points(inside ? text.slice(0, at) : atStart ? "" : text);
}

function keep(article, start, end) {
  const text = store.textOf(article);
  const words = Array.from(text).slice(start, end).join("");
  if (!words.trim()) return;
  const [before, after] = [points(words) - points(words.trimStart()), points(words) - points(words.trimEnd())];
  chosen = { article, text, place: { start: start + before, end: end - after } };
}

function next(element, step) {
  const all = [...talk.querySelectorAll("[data-labels][open] .sentence")];
  all[all.indexOf(element) + step]?.focus();
}

// Opens the labels of a turn and leads to its first sentence, else to the first thing in it.
function open(panel) {
  const article = panel.closest(".turn");
  const typing = article.contains(document.activeElement);
  show();
  if (typing) (panel.querySelector(".sentence, select, button") ?? panel.querySelector("summary")).focus();
}

export function start() {
  talk.addEventListener("toggle", ({ target }) => target.matches("[data-labels]") && target.open && open(target), true);
  talk.addEventListener("focusin", ({ target }) => target.matches(".sentence") && choose(target));
  talk.addEventListener("click", ({ target }) => {
    const element = target.closest(".sentence");
    if (element && getSelection().isCollapsed) element.focus();
  });
  talk.addEventListener("keydown", (event) => {
    if (!event.target.matches(".sentence") || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step && !["Enter", " ", "Escape"].includes(event.key)) return;
    event.preventDefault();
    if (step) next(event.target, step);
    else if (event.key === "Escape") event.target.closest(".turn").querySelector("[data-text]").focus();
    else part(event.target.closest(".turn"), "choices").querySelector("button")?.focus();
  });
  document.addEventListener("selectionchange", hearSelection);
  document.querySelector("[data-opens-labels]")?.addEventListener("click", () => {
    const panels = articles().map(panelOf).filter((panel) => !panel.hidden);
    const opening = panels.some((panel) => !panel.open);
    for (const panel of panels) panel.open = opening;
  });
}
