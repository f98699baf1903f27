// Handing in: first what is open, then the last save, then the question to the server.
import { notify } from "./notice.js";
import { ask } from "./server.js";
import { check, findings } from "./findings.js";
import { goTo, placeOf, rows, showAll, stillOpen, worthALook } from "./still_open.js";
import { words } from "./words.js";

// What a glance takes in; the panel has the rest.
const NAMED = 6;
const form = document.getElementById("work");
const refused = (sentence) => notify("refused", sentence);

function findPlace({ open = [], findings = [] }) {
  if (open.length) return placeOf(open[0].item, open[0].turn);
  return findings[0]?.turn ? document.getElementById(`text-${findings[0].turn}`) : null;
}

// Answers whether the person hands it in with what is worth a look.
function confirmed() {
  const worth = worthALook();
  if (!worth.length) return true;
  const dialog = document.getElementById("worth");
  dialog.querySelector("ul").replaceChildren(...rows(worth, () => dialog.close()));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "hand-in"), { once: true });
  });
}

// The same words are handed in once, also when the first answer never came.
function sendIn(version) {
  const { api } = form.dataset;
  return ask("POST", `${api}submit/`, { version }, { key: `submit ${api} ${version}` });
}

async function handIn(work) {
  await check();
  const open = stillOpen();
  if (open.length) {
    showAll();
    const names = open.map(({ what }) => what);
    refused(words("openFirst", { what: [...names.slice(0, NAMED), ...(names[NAMED] ? ["…"] : [])].join(words("and")) }));
    return goTo(open[0].place);
  }
  if (!(await confirmed()) || !(await work.flush())) return;
  // Who wrote down a child's harm has a moment to breathe, as who was given it.
  const told = findings().some(({ severity }) => severity === "disclosure");
  const { status, body } = await sendIn(work.version());
  if (status >= 200 && status < 300) {
    work.release();
    location.assign(told ? form.dataset.afterHeavy : form.dataset.after);
    return;
  }
  refused(status === 0 ? words("offline") : (body.detail ?? words("broken")));
  const place = findPlace(body);
  if (place) goTo(place);
}

export function start(work) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await handIn(work).finally(() => (busy = false));
  });
  // Signing out saves first; what cannot be saved asks before it is left.
  let out = false;
  document.addEventListener("submit", async (event) => {
    if (out || !event.target.matches("[data-sign-out]") || !work.dirty()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    out = true;
    await work.flush();
    event.target.requestSubmit();
    out = false;
  }, true);
  // Doors that end the work save it first; what cannot be saved does not leave.
  for (const door of document.querySelectorAll("form[data-save-first]")) {
    door.addEventListener("submit", async (event) => {
      event.preventDefault();
      door.closest("dialog")?.close();
      if (!(await work.flush())) return;
      work.release();
      door.submit();
    });
  }
}
