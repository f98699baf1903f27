// Beside the dialogue: the labels of its sentences in their order, what is worth a look in it, and
// the labels of the dialogue as a whole.
import { findings } from "./findings.js";
import * as store from "./labels.js";
import { chip, filled, labelWords } from "./labels_parts.js";

const panel = document.getElementById("label-strip");
const list = panel?.querySelector("ol");
const notes = panel?.querySelector("[data-notes]");
const steps = store.schemes.some(({ target }) => target === "sentence");

export function show() {
  const given = store.inOrder().filter(({ scheme }) => scheme?.target === "sentence");
  list.replaceChildren(...given.map(step));
  list.hidden = !given.length;
  panel.querySelector("[data-none]").hidden = !steps || given.length > 0;
  notes.replaceChildren(...findings().filter(({ code }) => code === "label-too-early").map(note));
  filled(panel.querySelector("[data-whole]"), store.schemes.filter(({ target }) => target === "dialogue").map(ofWhole));
}

function step({ article, number, label, name, colour, lost }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${article.id}`;
  link.setAttribute("aria-label", labelWords("step", { number, name }));
  const part = chip({ name: `${number} ${name}`, colour }, lost);
  link.append(part);
  link.title = label.quote ?? "";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(article, label);
  });
  item.append(link);
  return item;
}

function goTo(article, label) {
  const details = article.querySelector("[data-labels]");
  details.open = true;
  // It is filled once it has opened.
  setTimeout(() => {
    const sentence = details.querySelector(`.sentence[data-start="${label.start}"]`);
    (sentence ?? details.querySelector("summary")).focus({ preventScroll: true });
    article.scrollIntoView({ block: "center" });
  });
}

function note(group) {
  const line = document.createElement("p");
  const article = document.getElementById(`turn-${group.turn}`);
  const number = [...document.querySelectorAll("#talk > .turn")].indexOf(article) + 1;
  line.className = "note";
  line.classList.toggle("stays", group.reason !== null);
  line.textContent = `⚑ ${labelWords("atTurn", { what: group.title, number })}`;
  return line;
}

function ofWhole(scheme) {
  const has = (label) => store.readWhole().some((one) => one.scheme === scheme.slug && one.label === label.slug);
  const buttons = scheme.labels
    .filter((label) => !label.retired || has(label))
    .map((label) => ({ label, on: has(label), press: () => store.toggleWhole(scheme, label.slug) }));
  return { scheme, buttons };
}
