// Two versions side by side, turn by turn, until the person chooses one.
import { renderDiff } from "../diff.js";
import { words } from "./words.js";

const dialog = document.getElementById("merge");
const { user, assistant } = document.getElementById("work").dataset;
const names = { user, assistant };

function difference(theirs, mine) {
  const part = document.getElementById("difference-shape").content.cloneNode(true);
  part.querySelector("b").textContent = names[(mine ?? theirs).role];
  const [left, right] = part.querySelectorAll(".side span");
  left.lang = right.lang = "";
  if (theirs) renderDiff(left, theirs.text, mine?.text ?? "", "old");
  else left.textContent = words("missing");
  if (mine) renderDiff(right, theirs?.text ?? "", mine.text, "new");
  else right.textContent = words("missing");
  return part;
}

function differences(theirs, mine) {
  const others = new Map(theirs.map((turn) => [turn.id, turn]));
  const own = new Set(mine.map((turn) => turn.id));
  const pairs = mine.map((turn) => [others.get(turn.id), turn]);
  pairs.push(...theirs.filter((turn) => !own.has(turn.id)).map((turn) => [turn, undefined]));
  return pairs.filter(([one, two]) => one?.text !== two?.text || one?.role !== two?.role);
}

// Answers "mine" or "theirs".
export function choose(theirs, mine) {
  const parts = differences(theirs.turns, mine.turns).map(([one, two]) => difference(one, two));
  const place = dialog.querySelector("[data-differences]");
  place.replaceChildren(...parts);
  if (!parts.length) place.textContent = words("sameWords");
  return new Promise((resolve) => {
    const chosen = (event) => {
      const button = event.target.closest("button[value]");
      if (!button) return;
      dialog.removeEventListener("click", chosen);
      dialog.removeEventListener("close", again);
      dialog.close();
      resolve(button.value);
    };
    // Nothing goes on before one is chosen.
    const again = () => dialog.showModal();
    dialog.addEventListener("click", chosen);
    dialog.addEventListener("close", again);
    dialog.showModal();
  });
}

// The same work in another order of keys, or without what the server adds, is no difference.
export function same(one, two) {
  const plain = ({ turns, answers, dismissals = [] }) =>
    JSON.stringify([
      turns.map((turn) => [turn.id, turn.role, turn.text.normalize("NFC")]),
      answers.map((answer) => [answer.item, answer.turn, answer.value, answer.note]).sort(),
      dismissals.map((one) => [one.code, one.turn, one.words, one.reason]).sort(),
    ]);
  return plain(one) === plain(two);
}
