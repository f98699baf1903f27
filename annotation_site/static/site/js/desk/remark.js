// A comment on a turn or an answer to one, for who reads the dialogue and for whoever is called in it.
// Fetched when somebody has something to say; what is being typed stays in its field until it has arrived.
import "../../../dialogues/mention.js";
import { ask } from "./server.js";
import { snack } from "./snack.js";
import { areaOf } from "./turns.js";
import { words } from "./words.js";

const dialog = document.getElementById("remark");
const form = dialog.querySelector("form");
const field = form.querySelector("textarea");
const title = form.querySelector("h2");
const ofRemark = title.textContent;
const fault = form.querySelector("[data-fault]");
// What others can read is the latest revision, which is mostly what one compares with.
const latest = document.getElementById("head-turns") ?? document.getElementById("base-turns");
const known = new Set(JSON.parse(latest.textContent).map(({ id }) => id));
let about = null;
let thread = null;
let tried = {};

// Without a thread it begins one.
export function open(article, answered = null) {
  thread = answered;
  // Nobody else can see yet what is new here: that is about the whole.
  about = article && known.has(article.dataset.turn) ? article.dataset.turn : null;
  const shown = thread ? thread.querySelector("[data-words]").innerText : about && areaOf(article).value.trim();
  title.textContent = thread ? title.dataset.answering : ofRemark;
  form.querySelector("[data-about]").textContent = shown ?? words("remarkWhole");
  fault.textContent = "";
  dialog.showModal();
}

// An answer stands in its thread at once, as it will when the page is opened again.
function showAnswer(text) {
  const [answer, header, who, said] = ["div", "header", "b", "p"].map((name) => document.createElement(name));
  answer.className = "comment answer";
  who.textContent = title.dataset.name;
  said.innerText = text;
  header.append(who);
  answer.append(header, said);
  thread.querySelector(":scope > .actions").before(answer);
}

async function say(event) {
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const sent = field.value;
  const place = thread ? { parent: thread.dataset.thread } : { turn: about };
  const content = { ...place, text: sent };
  // Said once, also when the first answer never came.
  const said = JSON.stringify(content);
  if (tried.said !== said) tried = { said, key: `remark ${performance.timeOrigin} ${Math.random()}` };
  const { status, body } = await ask("POST", form.dataset.to, content, { key: tried.key });
  form.ariaBusy = "false";
  if (status) tried = {};
  if (status !== 201) {
    const sentence = Object.values(body.fields ?? {}).flat()[0] ?? body.detail ?? words("broken");
    fault.textContent = status ? sentence : words("offlineRemark");
    return;
  }
  if (field.value === sent) field.value = "";
  if (thread) showAnswer(sent.trim());
  dialog.close();
  snack(words("remarkSent"));
}

form.addEventListener("submit", say);
