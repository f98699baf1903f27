// Labels on the desk, as one part: nothing where the project has no schemes.
import * as store from "./labels.js";
import { labelWords } from "./labels_parts.js";
import * as panels from "./labels_show.js";
import * as strip from "./labels_strip.js";

export { fillWhole, readWhole } from "./labels.js";
const any = store.schemes.length > 0;

export function show() {
  if (!any) return;
  panels.show();
  strip.show();
}

export function start() {
  if (any) panels.start();
}

const summaryOf = (article) => article.querySelector("[data-labels] summary");
const row = (kind, name, article, number) =>
  ({ what: labelWords(kind, { name, number }), place: summaryOf(article) });
const numberOf = (article) => [...article.parentElement.querySelectorAll(":scope > .turn")].indexOf(article) + 1;

// What stands between the dialogue and its submission, as rows of still_open.js.
export const openRows = () =>
  store.openLabels().map(({ scheme, article }) =>
    article
      ? row("open", scheme.name, article, numberOf(article))
      : { what: scheme.name, place: document.querySelector("#label-strip [data-whole] button") });

export const rowsToLookAt = () =>
  any ? store.lostLabels().map(({ article, number, name }) => row("lookAgain", name, article, number)) : [];
