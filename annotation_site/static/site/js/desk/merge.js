// Two versions side by side, turn by turn: the person says of each whether theirs, mine or both go on.
import { renderDiff } from "../diff.js";
import { differences, join } from "./joining.js";
import { words } from "./words.js";

const dialog = document.getElementById("merge");
const form = dialog.querySelector("form");
const { user, assistant } = document.getElementById("work").dataset;
const names = { user, assistant };
const radios = () => [...form.querySelectorAll("input[type=radio]")];

function titleOf({ kind, theirs, mine }, all) {
  const one = mine ?? theirs;
  const at = all.findIndex((turn) => turn.id === (kind === "turns" ? one.id : one.turn)) + 1;
  const who = kind === "turns" ? names[one.role] : itemOf(one).dataset.name;
  return at ? words("turnLabel", { who, number: at }) : who;
}

const itemOf = ({ item }) => document.querySelector(`[data-item="${CSS.escape(item)}"]`);

function wordsOf({ kind, theirs, mine }, one) {
  if (!one) return null;
  if (kind === "turns") return theirs && mine && theirs.role !== mine.role ? `${names[one.role]}：${one.text}` : one.text;
  const answer = document.querySelector(`[data-ask="${CSS.escape(one.item)}"] input[value="${one.value}"]`);
  return [answer?.parentElement.textContent.trim(), one.note].filter(Boolean).join(" · ");
}

function show(row, at, all) {
  const part = document.getElementById("difference-shape").content.cloneNode(true);
  part.querySelector("legend").textContent = titleOf(row, all);
  const [left, right] = part.querySelectorAll(".side > span");
  left.lang = right.lang = "";
  const [theirs, mine] = [wordsOf(row, row.theirs), wordsOf(row, row.mine)];
  if (theirs === null) left.textContent = words("missing");
  else renderDiff(left, theirs, mine ?? "", "old");
  if (mine === null) right.textContent = words("missing");
  else renderDiff(right, theirs ?? "", mine, "new");
  for (const radio of part.querySelectorAll("input")) {
    radio.name = `row-${at}`;
    radio.checked = radio.value === row.preset;
  }
  if (row.kind !== "turns" || theirs === null || mine === null) part.querySelector(".both").remove();
  return part;
}

// Answers the work that goes on; asks nothing where the words are the same.
export async function choose(theirs, mine, base) {
  const rows = differences(base, theirs, mine);
  if (!rows.length) return join(base, theirs, mine);
  form.querySelector("[data-differences]").replaceChildren(...rows.map((row, at) => show(row, at, mine.turns)));
  return new Promise((resolve) => {
    const done = () => {
      // Nothing goes on before something is chosen.
      if (dialog.returnValue !== "go-on") return open();
      dialog.removeEventListener("close", done);
      const choice = (at) => form.elements[`row-${at}`].value;
      resolve(join(base, theirs, mine, new Map(rows.map(({ kind, key }, at) => [`${kind} ${key}`, choice(at)]))));
    };
    dialog.addEventListener("close", done);
    open();
  });
}

function open() {
  dialog.returnValue = "";
  dialog.showModal();
}

form.addEventListener("click", ({ target }) => {
  const all = target.closest("[data-all]")?.dataset.all;
  if (!all) return;
  for (const radio of radios()) radio.checked = radio.value === all;
  form.querySelector("button[value=go-on]").focus();
});
