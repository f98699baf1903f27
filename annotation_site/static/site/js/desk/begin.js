// The desk comes as two: the page with its dialogue, and what is the same for every dialogue of the
// project, which the browser keeps. All else begins when both are there.
import { notify, settle } from "./notice.js";

const place = document.getElementById("parts");
const messages = document.getElementById("messages");
const LONGEST_WAIT = 8000;

async function fetched() {
  for (let wait = 500; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      const answer = await fetch(place.dataset.from);
      if (answer.ok && !answer.redirected) return await answer.text();
    } catch {
      // No connection just now.
    }
    notify("parts", messages.dataset.failed);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

place.innerHTML = await fetched();
settle("parts");
for (const button of document.getElementById("turn-shape").content.querySelectorAll("[data-only-with]")) {
  if (!document.getElementById(button.dataset.onlyWith)) button.remove();
}
for (const details of document.querySelectorAll("[data-meaning]")) {
  details.append(place.querySelector(`[data-meaning-of="${CSS.escape(details.dataset.meaning)}"]`)?.content ?? "");
}
await import("./desk.js");
