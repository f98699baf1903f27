// A comment on the turn in hand, for the experts and for whoever is called in it. What is being typed
// stays in its field until it has arrived.
import { ask } from "./server.js";
import { snack } from "./snack.js";
import { areaOf } from "./turns.js";
import { words } from "./words.js";

const dialog = document.getElementById("remark");
const known = new Set(JSON.parse(document.getElementById("base-turns")?.textContent ?? "[]").map(({ id }) => id));

export function start() {
  if (!dialog) return;
  const form = dialog.querySelector("form");
  const field = form.querySelector("textarea");
  const fault = form.querySelector("[data-fault]");
  let about = null;
  let tried = { text: "", key: "" };

  function open(article) {
    // Nobody else can see yet what is new here: that is about the whole.
    about = known.has(article.dataset.turn) ? article.dataset.turn : null;
    const said = areaOf(article).value.trim();
    form.querySelector("[data-about]").textContent = about ? said : words("remarkWhole");
    fault.textContent = "";
    import("../../../dialogues/mention.js").catch(() => {});
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
    if (status) tried = { text: "", key: "" };
    form.ariaBusy = "false";
    if (status !== 201) {
      fault.textContent = status === 0 ? words("offlineRemark") : (Object.values(body.fields ?? {}).flat()[0] ?? body.detail ?? words("broken"));
      return;
    }
    if (field.value === sent) field.value = "";
    dialog.close();
    snack(words("remarkSent"));
  }

  document.getElementById("talk").addEventListener("click", ({ target }) => {
    const button = target.closest("[data-do=remark]");
    if (button) open(button.closest(".turn"));
  });
  form.addEventListener("submit", say);
}
