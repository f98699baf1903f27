// A comment on a turn, for who reads the dialogue and for whoever is called in it. Fetched when somebody
// has something to say; what is being typed stays in its field until it has arrived.
import "../../../dialogues/mention.js";
import { ask } from "./server.js";
import { snack } from "./snack.js";
import { areaOf } from "./turns.js";
import { words } from "./words.js";

const dialog = document.getElementById("remark");
const form = dialog.querySelector("form");
const field = form.querySelector("textarea");
const fault = form.querySelector("[data-fault]");
const known = new Set(JSON.parse(document.getElementById("base-turns").textContent).map(({ id }) => id));
let about = null;
let tried = { text: "", key: "" };

export function open(article) {
  // Nobody else can see yet what is new here: that is about the whole.
  about = known.has(article.dataset.turn) ? article.dataset.turn : null;
  form.querySelector("[data-about]").textContent = about ? areaOf(article).value.trim() : words("remarkWhole");
  fault.textContent = "";
  dialog.showModal();
}

async function say(event) {
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const sent = field.value;
  // Said once, also when the first answer never came.
  if (tried.text !== sent) tried = { text: sent, key: `remark ${performance.timeOrigin} ${Math.random()}` };
  const { status, body } = await ask("POST", form.dataset.to, { turn: about, text: sent }, { key: tried.key });
  form.ariaBusy = "false";
  if (status) tried = { text: "", key: "" };
  if (status !== 201) {
    const sentence = Object.values(body.fields ?? {}).flat()[0] ?? body.detail ?? words("broken");
    fault.textContent = status ? sentence : words("offlineRemark");
    return;
  }
  if (field.value === sent) field.value = "";
  dialog.close();
  snack(words("remarkSent"));
}

form.addEventListener("submit", say);
