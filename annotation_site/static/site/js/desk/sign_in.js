// The session ended while one wrote: the password is asked over the page, and the text stays. Whoever
// else signs in on this computer sees nothing of it.
import { allow } from "./local_copy.js";
import { notify, settle, shape } from "./notice.js";
import { quiet } from "./quiet.js";
import { ask, sendForm, token } from "./server.js";
import { words } from "./words.js";

const dialog = document.getElementById("sign-in");
const form = dialog.querySelector("form");
const secret = form.querySelector("[type=password]");
const fault = form.querySelector("[role=alert]");
const { account } = document.getElementById("work").dataset;
let back = () => {};
let covering = false;
let dismissed = false;

// Signing in renews the token: forms that stand on the page carry the old one.
function renewTokens() {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token();
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token() }));
}

// Looks who is signed in; answers whether it is the one whose page this is.
export async function needed() {
  const { status, body } = await ask("GET", form.action);
  if (status === 200 && String(body.account) === account) {
    welcome();
    return true;
  }
  covering ||= status === 200 && body.account !== null;
  const button = shape("sign-in-shape");
  button.addEventListener("click", open);
  notify("signedOut", words("signedOut"), button);
  if (covering) open();
  else if (!dismissed) quiet().then(open);
  return false;
}

function open() {
  dialog.classList.toggle("covering", covering);
  form.querySelector("[data-covered]").hidden = !covering;
  form.querySelector("[data-later]").hidden = covering;
  form.querySelector("[data-leave]").hidden = !covering;
  if (!dialog.open) dialog.showModal();
}

function welcome() {
  covering = dismissed = false;
  allow(true);
  renewTokens();
  secret.value = fault.textContent = "";
  dialog.close();
  settle("signedOut");
}

// Somebody signed out in another window: nothing stays on this device, nothing stays in sight.
export function cover() {
  covering = true;
  allow(false);
  open();
}

export function start(again) {
  back = again;
  dialog.addEventListener("cancel", (event) => (covering ? event.preventDefault() : (dismissed = true)));
  // A second Escape is no longer asked about.
  dialog.addEventListener("close", () => covering && open());
  form.querySelector("[data-later]").addEventListener("click", () => {
    dismissed = true;
    dialog.close();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    // Without a cookie there is no token yet: asking who is here brings one.
    if (!token()) await ask("GET", form.action);
    const { status, body } = await sendForm(form.action, { username: form.username.value, password: secret.value });
    if (status === 200 && String(body.account) === account) {
      welcome();
      return back();
    }
    fault.textContent = status ? (body.detail ?? words("broken")) : words("offline");
    secret.select();
  });
  addEventListener("storage", ({ key, newValue }) => key === "queqiao.signed-out" && newValue === account && cover());
  // Also after a sign-in in another window.
  document.addEventListener("submit", renewTokens, true);
}
