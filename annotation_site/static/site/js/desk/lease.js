// Until when the dialogue is kept; shortly before the end it asks whether to keep it longer.
import { notify, settle, shape } from "./notice.js";
import { ask } from "./server.js";
import { clockTime, words } from "./words.js";

const LOOK = 20_000;
const SHORT = 5 * 60_000;
const form = document.getElementById("work");
const place = document.getElementById("until");
let until = new Date(place.dateTime);
let told = false;

function show() {
  place.dateTime = until.toISOString();
  place.textContent = clockTime(until);
}

// Each save keeps the dialogue longer; the server says how long, or the project does.
export function kept({ lease_until: said } = {}) {
  until = said ? new Date(said) : new Date(Date.now() + form.dataset.minutes * 60_000);
  told = false;
  settle("lease");
  show();
}

function look(ended) {
  const left = until - Date.now();
  if (left > SHORT || told) return;
  told = true;
  const button = shape("renew-shape");
  button.addEventListener("click", async () => {
    const { status, body } = await ask("POST", `${form.dataset.api}renew/`, {});
    if (status === 200) kept(body);
    else ended(status, body);
  });
  notify("lease", words("lease", { minutes: Math.max(0, Math.round(left / 60_000)) }), button);
}

export function start(ended) {
  show();
  setInterval(() => look(ended), LOOK);
  look(ended);
}
