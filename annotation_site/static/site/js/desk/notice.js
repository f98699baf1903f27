// One note in #messages: what is wrong now, and what one can do about it.
const area = document.getElementById("messages");
let about = "";

export function notify(kind, sentence, action) {
  const note = document.getElementById("note-shape").content.cloneNode(true);
  note.querySelector(".note").classList.remove("plum");
  note.querySelector("p").textContent = sentence;
  if (action) note.querySelector("p").after(action);
  area.replaceChildren(note);
  about = kind;
}

export function settle(...kinds) {
  if (!kinds.includes(about)) return;
  area.replaceChildren();
  about = "";
}

export const shape = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
