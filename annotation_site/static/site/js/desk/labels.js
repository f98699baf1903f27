// The labels of the page: what the schemes are, what is given, and what is still asked for. They
// live with their turns, as `kept` of turns.js; those of the whole dialogue live here.
// labels_show.js and labels_strip.js show them. Whenever labels change by hand, the turn tells it
// with a "labels-changed" event, and the page as with any other change.
import { anchored, isOnWords, quoted, toLookAt } from "./anchoring.js";
import { articles, changed } from "./turns.js";

const store = document.getElementById("label-schemes");
const ofWhole = document.getElementById("dialogue-labels");
let whole = ofWhole ? JSON.parse(ofWhole.textContent) : [];

export const schemes = store ? JSON.parse(store.textContent) : [];
export const readWhole = () => whole;
export const fillWhole = (labels) => (whole = labels ?? whole);

export const textOf = (article) => article.querySelector("[data-text]").value.normalize("NFC");
const keptOf = (article) => JSON.parse(article.dataset.kept);
export const labelsOf = (article) => keptOf(article).labels;

function put(article, labels) {
  article.dataset.kept = JSON.stringify({ ...keptOf(article), labels });
}

export const schemeNamed = (slug) => schemes.find((scheme) => scheme.slug === slug);
const concerns = (scheme, article) => scheme.role === "any" || scheme.role === article.dataset.role;
export const schemesFor = (article, ...targets) =>
  schemes.filter((scheme) => targets.includes(scheme.target) && concerns(scheme, article));

// A file may have given a label by its name.
export const given = (scheme, label) =>
  scheme?.labels.find(({ slug, names }) => slug === label || names.includes(label));

const samePlace = (one, other) => one.start === other.start && one.end === other.end;
export const has = (article, scheme, label, place) =>
  labelsOf(article).some((one) =>
    one.scheme === scheme.slug && given(scheme, one.label)?.slug === label && samePlace(one, place));

// Gives the label at the place, or takes it off; where there is one for each place it takes the other's.
export function toggle(article, scheme, label, place) {
  const before = labelsOf(article);
  const here = (one) => one.scheme === scheme.slug && samePlace(one, place);
  const same = (one) => here(one) && given(scheme, one.label)?.slug === label;
  const was = before.some(same);
  const others = before.filter((one) => !(was ? same(one) : scheme.exclusive && here(one)));
  const quote = place.start === null ? {} : { quote: Array.from(textOf(article)).slice(place.start, place.end).join("") };
  const mine = { scheme: scheme.slug, label, start: place.start, end: place.end, ...quote };
  set(article, was || !label ? others : [...others, mine]);
  return !was;
}

export const takeOff = (article, label) => set(article, labelsOf(article).filter((one) => !same(one, label)));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The words changed, and the label still fits: it is on the words that stand there now.
export function stillFits(article, label, place) {
  const quote = Array.from(textOf(article)).slice(place.start, place.end).join("");
  const fitting = { ...label, start: place.start, end: place.end, quote };
  set(article, labelsOf(article).map((one) => (same(one, label) ? fitting : one)));
}

function set(article, labels) {
  const before = labelsOf(article);
  put(article, labels);
  article.dispatchEvent(new CustomEvent("labels-changed", { bubbles: true, detail: { before, labels } }));
  changed("labelled");
}

export function toggleWhole(scheme, label) {
  const here = (one) => one.scheme === scheme.slug;
  const was = whole.some((one) => here(one) && one.label === label);
  const others = whole.filter((one) => !(here(one) && (scheme.exclusive || one.label === label)));
  whole = was || !label ? others : [...others, { scheme: scheme.slug, label }];
  changed("labelled");
}

// Every label of the dialogue in order: { article, number, scheme, label, name, colour, lost }.
export function inOrder() {
  return articles().flatMap((article, at) => {
    const text = textOf(article);
    return [...labelsOf(article)]
      .sort((one, other) => (one.start ?? 0) - (other.start ?? 0))
      .map((label) => ({ article, number: at + 1, ...described(label), lost: toLookAt(label, text) }));
  });
}

export function described(label) {
  const scheme = schemeNamed(label.scheme);
  const known = given(scheme, label.label);
  const name = known?.name ?? `${scheme?.name ?? label.scheme} · ${label.label}`;
  return { label, scheme, name, colour: known?.colour ?? "outline" };
}

// What a needed scheme still asks for: { scheme, article } or only the scheme; as the server does.
export function openLabels() {
  return schemes.filter(({ required }) => required).flatMap((scheme) => {
    if (scheme.target === "dialogue") return whole.some((one) => one.scheme === scheme.slug) ? [] : [{ scheme }];
    return articles()
      .filter((article) => concerns(scheme, article) && textOf(article).trim())
      .filter((article) => {
        const text = textOf(article);
        return !labelsOf(article).some((one) => one.scheme === scheme.slug && !toLookAt(one, text));
      })
      .map((article) => ({ scheme, article }));
  });
}

export const lostLabels = () => inOrder().filter(({ lost }) => lost);

// What was labelled before labels kept their words gets them while the text still says so.
function remember() {
  for (const article of articles()) {
    const labels = labelsOf(article);
    if (labels.some(isOnWords)) put(article, quoted(labels, textOf(article)));
  }
}

function follow({ target }) {
  const article = target.closest(".turn");
  if (!article || !target.matches("[data-text]")) return;
  const labels = labelsOf(article);
  if (!labels.some(isOnWords)) return;
  const text = textOf(article);
  put(article, labels.map((label) => anchored(label, text)));
}

export function start() {
  remember();
  document.getElementById("talk").addEventListener("input", follow);
}
// Before anybody asks for the first time what stands on the page.
start();
