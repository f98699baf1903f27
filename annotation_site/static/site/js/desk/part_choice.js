// Two wordings of a turn as a list of sentences, of which one ticks those that are to stand.
import { joined, pieces } from "./sentence_choice.js";
import { words } from "./words.js";

// Answers among how many sentences there is a choice.
export function showParts(list, before, after) {
  const parts = pieces(before, after);
  list.replaceChildren(...parts.map(row));
  return parts.filter(({ kind }) => kind !== "same").length;
}

// The text as it is ticked, and whether anything of the new wording is in it.
export function chosenOf(list, before, after) {
  const ticked = (at) => list.children[at].querySelector("input")?.checked ?? true;
  const chosen = pieces(before, after).filter((_part, at) => ticked(at));
  return { text: joined(chosen.map(({ text }) => text)), fresh: chosen.some(({ kind }) => kind === "new") };
}

function row({ kind, text }) {
  const item = document.createElement("li");
  if (kind === "same") {
    item.textContent = text;
    return item;
  }
  const [label, box, whose, said] = ["label", "input", "small", kind === "old" ? "del" : "ins"].map((name) =>
    document.createElement(name),
  );
  label.className = "tick";
  box.type = "checkbox";
  box.checked = kind === "new";
  whose.textContent = words(kind === "old" ? "partYours" : "partNew");
  said.textContent = text.trim();
  label.append(box, whose, said);
  item.append(label);
  return item;
}
