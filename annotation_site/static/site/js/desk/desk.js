// The volunteer's page: wires the parts together.
import { autosave } from "./autosave.js";
import * as candidates from "./candidates.js";
import * as checklist from "./checklist.js";
import * as editing from "./editing.js";
import * as findings from "./findings.js";
import * as margin from "./findings_margin.js";
import * as lease from "./lease.js";
import { forget, kept } from "./local_copy.js";
import { choose, same } from "./merge.js";
import { notify, settle, shape } from "./notice.js";
import { snack } from "./snack.js";
import * as open from "./still_open.js";
import * as submit from "./submit.js";
import * as suggestion from "./suggestion.js";
import * as turns from "./turns.js";
import { clockTime, words } from "./words.js";

const form = document.getElementById("work");
const place = document.getElementById("saved");
const TROUBLE = ["offline", "broken", "signedOut", "gone", "ended", "refused"];

const read = () => ({
  turns: turns.readTurns(), answers: checklist.readAnswers(), dismissals: findings.readDismissals(),
});
function fill(content) {
  turns.fill(content.turns);
  checklist.fillAnswers(content.answers);
  findings.fillDismissals(content.dismissals);
  refresh();
}
function refresh() {
  checklist.count();
  margin.show();
  open.show();
}

function show(state, sentence) {
  place.dataset.state = state;
  place.textContent = sentence;
  place.classList.toggle("failed", state === "failed");
}

function trouble(kind, sentence, action) {
  show("failed", words("unsaved"));
  notify(kind, sentence, action);
}

const heard = {
  waiting: () => place.dataset.state !== "failed" && show("waiting", words("saving")),
  saved(body) {
    if (body.version === undefined && place.dataset.state === "untouched") return;
    show("saved", words("saved", { time: clockTime(new Date()) }));
    if (body.version !== undefined) lease.kept(body);
    settle(...TROUBLE);
  },
  offline: () => trouble("offline", words("offline")),
  broken: () => trouble("broken", words("broken")),
  signedOut: () => trouble("signedOut", words("signedOut"), shape("sign-in-shape")),
  refused: (body) => trouble("refused", sentence(body) ?? words("gone")),
  ended: (body) => trouble("ended", body.detail, shape("ended-shape")),
  stale: (body) => merge(body),
  blocked: () => show("failed", words("unsaved")),
};
const sentence = (body) => Object.values(body.fields ?? {}).flat()[0] ?? body.detail;

const work = autosave({
  url: form.dataset.api,
  version: Number(form.dataset.version),
  read,
  tell: (what, body) => heard[what](body),
});

async function merge(theirs) {
  const mine = work.read();
  const other = { turns: theirs.turns, answers: theirs.answers, dismissals: theirs.dismissals };
  if (same(other, mine)) return work.goOn(theirs.version, mine);
  show("failed", words("unsaved"));
  const choice = await choose(other, mine);
  // Whichever is chosen, the other one is a step away.
  if (choice === "theirs") {
    fill(other);
    snack(words("takenTheirs"), () => replace(mine));
  }
  work.goOn(theirs.version, choice === "theirs" ? work.read() : other);
}

function replace(content) {
  fill(content);
  turns.changed();
}
replace.read = checklist.readAnswers;

// What was typed here and never arrived comes back; what changed meanwhile is shown beside it.
function bringBack() {
  const copy = kept();
  if (!copy) return;
  const stored = read();
  if (same(copy.mine, stored)) return forget();
  fill(copy.mine);
  if (same(copy.saved, stored)) {
    snack(words("restored"), () => replace(stored));
    work.touch();
  } else merge({ version: work.version(), ...stored });
}

editing.start();
checklist.start(turns.changed);
for (const kind of ["input", "work-changed"]) {
  form.addEventListener(kind, () => {
    refresh();
    work.touch();
    findings.soon();
  });
}
suggestion.start(replace);
submit.start(work);
lease.start((status, body) => (status === 409 ? heard.ended(body) : notify("offline", words("offline"))));
refresh();
bringBack();
findings.start(refresh);
candidates.start({ read, replace });
form.dataset.ready = "";
