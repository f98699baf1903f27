// The dialogue is no longer kept for this person: their words go to their own copy on the server at
// once, then the dialogue is taken again, or the words are offered to who has it now.
import { notify, shape } from "./notice.js";
import { ask, sendForm } from "./server.js";
import { words } from "./words.js";

const form = document.getElementById("work");

export async function ended(work) {
  const { status, body } = await keep(work);
  if (status !== 200) return status === 409 ? work.failed(status, body) : work.tryLater();
  // Handed in, as it stands here: only the answer got lost.
  if (!body.kept && !body.offers && !body.open) {
    work.release();
    return location.assign(form.dataset.after);
  }
  if (body.open) return notify("ended", words("endedOpen"), again(work, `/assignments/${body.open}/`));
  if (body.may_claim) return notify("ended", words("ended"), again(work));
  if (!body.offers) return notify("ended", words("endedKept"));
  notify("ended", words("endedMoved"), offer(work));
}

async function keep(work, more = {}) {
  const sent = work.read();
  const { status, body } = await ask("POST", `${form.dataset.api}late/`, { version: work.version(), ...sent, ...more });
  if (status === 200 && body.kept) work.arrived(body.version, sent);
  return { status, body };
}

function again(work, open) {
  const button = shape("again-shape");
  button.addEventListener("click", async () => {
    button.disabled = true;
    // What was typed since goes along.
    if ((await keep(work)).status !== 200) return ended(work);
    const url = open ?? (await sendForm(form.dataset.claim)).url;
    if (!url.includes("/assignments/")) return ended(work);
    work.release({ keeping: Boolean(open) });
    location.assign(url);
  });
  return button;
}

function offer(work) {
  const button = shape("offer-shape");
  button.addEventListener("click", async () => {
    button.disabled = true;
    if ((await keep(work, { offer: true })).status !== 200) return ended(work);
    work.release();
    location.assign(`${location.pathname}?offered=1`);
  });
  return button;
}
