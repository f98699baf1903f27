// Findings where they belong: below their turn, or beside the checklist when they are about the whole.
import { dismiss, findings, lookAgain } from "./findings.js";
import { shape } from "./notice.js";
import { articles, changed } from "./turns.js";
import { words } from "./words.js";

const SIGNS = { error: "✕", warning: "⚑", disclosure: "◆" };
const panel = document.getElementById("found");

export function show() {
  const all = findings();
  for (const article of articles()) {
    const here = all.filter((group) => group.turn === article.dataset.turn);
    put(article.querySelector("[data-findings]"), here);
    article.classList.toggle("flagged", here.some((group) => group.severity === "disclosure"));
  }
  const whole = all.filter((group) => !group.turn);
  put(panel.querySelector("[data-findings]"), whole);
  panel.hidden = !whole.length;
}

// Parts that stay are filled anew where they stand, so that the focus and a half-written reason stay.
function put(place, groups) {
  const before = new Map([...place.children].map((part) => [part.dataset.finding, part]));
  const parts = groups.map((group) => fill(before.get(group.key) ?? make(), group));
  const same = parts.length === place.children.length && parts.every((part, at) => part === place.children[at]);
  if (!same) place.replaceChildren(...parts);
  place.hidden = !parts.length;
}

function make() {
  const part = shape("finding-shape");
  const reason = part.querySelector(".reason");
  part.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.place) point(part, Number(button.dataset.place));
    if ("opensReason" in button.dataset) openReason(reason);
    if ("keeps" in button.dataset) keep(part, reason);
    if ("looksAgain" in button.dataset) {
      lookAgain(groupOf(part));
      changed();
    }
  });
  return part;
}

const groupOf = (part) => findings().find((group) => group.key === part.dataset.finding);
const open = (group) => group.severity === "warning" && group.reason === null;

function fill(part, group) {
  const at = (name) => part.querySelector(`[data-${name}]`);
  part.dataset.finding = group.key;
  part.dataset.severity = group.severity;
  part.classList.toggle("done", group.reason !== null);
  at("sign").textContent = group.reason === null ? SIGNS[group.severity] : "✓";
  at("title").textContent = group.title;
  at("why").textContent = `${group.explanation} ${group.fix}`;
  const pointed = group.places.filter((place) => place.start !== null);
  at("places").hidden = !pointed.length;
  at("places").replaceChildren(...pointed.map((place, number) => pointer(place, number)));
  at("opens-reason").hidden = !open(group);
  if (!open(group)) part.querySelector(".reason").hidden = true;
  const others = findings().filter((one) => open(one) && one.code === group.code).length - 1;
  at("others").hidden = others < 1;
  at("others").querySelector("span").textContent = words("findingOthers", { count: others });
  at("dismissed").hidden = group.reason === null;
  at("dismissed").querySelector("span").textContent = words("findingDismissed", { reason: group.reason });
  return part;
}

function pointer(place, number) {
  const button = shape("place-shape");
  button.dataset.place = number;
  button.querySelector("q").textContent = place.words;
  return button;
}

// Offsets count characters, the field counts halves of some.
function point(part, number) {
  const place = groupOf(part).places.filter((one) => one.start !== null)[number];
  const area = document.getElementById(`text-${place.turn}`);
  const before = Array.from(area.value).slice(0, place.start).join("").length;
  const at = area.value.startsWith(place.words, before) ? before : area.value.indexOf(place.words);
  area.focus();
  if (at >= 0) area.setSelectionRange(at, at + place.words.length);
  area.scrollIntoView({ block: "center" });
}

function openReason(reason) {
  reason.hidden = !reason.hidden;
  if (!reason.hidden) reason.querySelector("textarea").focus();
}

function keep(part, reason) {
  const area = reason.querySelector("textarea");
  const said = area.value.trim();
  if (!said) return area.focus();
  const group = groupOf(part);
  const every = reason.querySelector("input").checked;
  dismiss(every ? findings().filter((one) => open(one) && one.code === group.code) : [group], said);
  area.value = "";
  part.open = false;
  part.querySelector("summary").focus();
  changed();
}
