// The desk comes as two: the page with its dialogue, and what is the same for every dialogue of the
// project, which the browser keeps. One may type at once; all else begins when both are there.
import { open } from "./early.js";
import { notify, settle } from "./notice.js";

const place = document.getElementById("parts");
const messages = document.getElementById("messages");
const LONGEST_WAIT = 8000;
const LONGEST_DRAWING = 500;

// Nothing would keep what is typed now.
function stop() {
  open(false);
  notify("parts", messages.dataset.failed);
}

async function fetched() {
  for (let wait = 500; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      const answer = await fetch(place.dataset.from);
      if (answer.ok && !answer.redirected) return await answer.text();
    } catch {
      // No connection just now.
    }
    stop();
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

// A page that nobody looks at is never drawn.
const drawn = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, LONGEST_DRAWING);
  });

open(true);
// The dialogue is drawn, and a first key heard, before the desk is fetched.
await drawn();
document.head.append(document.getElementById("ahead").content);
place.innerHTML = await fetched();
settle("parts");
open(true);
const shape = document.getElementById("turn-shape").content;
for (const button of shape.querySelectorAll("[data-only-with]")) {
  if (!document.getElementById(button.dataset.onlyWith)) button.remove();
}
// Every turn has the same tools, so the page brings them once.
const tools = shape.querySelector(".tools");
for (const empty of document.querySelectorAll("#talk > .turn > .tools")) empty.replaceWith(tools.cloneNode(true));
for (const details of document.querySelectorAll("[data-meaning]")) {
  details.append(place.querySelector(`[data-meaning-of="${CSS.escape(details.dataset.meaning)}"]`)?.content ?? "");
}
await import("./desk.js").catch((error) => {
  stop();
  throw error;
});
document.dispatchEvent(new CustomEvent("htmx:afterSettle", { detail: { elt: place } }));
