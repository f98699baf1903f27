// The volunteer's page: wires the parts together.
import { autosave } from "./autosave.js";
import * as checklist from "./checklist.js";
import { composed, putBack, takeOut } from "./early.js";
import * as editing from "./editing.js";
import * as findings from "./findings.js";
import * as margin from "./findings_margin.js";
import { ended } from "./ended.js";
import { same } from "./joining.js";
import * as labels from "./labelling.js";
import * as lease from "./lease.js";
import { forget, kept } from "./local_copy.js";
import { choose } from "./merge.js";
import { notify, settle } from "./notice.js";
import { quiet } from "./quiet.js";
import * as signIn from "./sign_in.js";
import { snack } from "./snack.js";
import * as open from "./still_open.js";
import * as submit from "./submit.js";
import * as suggestion from "./suggestion.js";
import * as turns from "./turns.js";
import * as wording from "./wording.js";
import { isComposing } from "./undo.js";
import { clockTime, words } from "./words.js";

const SOON = 60;
const form = document.getElementById("work");
const place = document.getElementById("saved");
const TROUBLE = ["offline", "broken", "signedOut", "gone", "ended", "refused"];
await composed();
const early = takeOut();

const read = () => ({
  turns: turns.readTurns(), answers: checklist.readAnswers(), dismissals: findings.readDismissals(),
  labels: labels.readWhole(),
});
function fill(content) {
  turns.fill(content.turns);
  checklist.fillAnswers(content.answers);
  findings.fillDismissals(content.dismissals);
  labels.fillWhole(content.labels);
  refresh();
}
function refresh() {
  checklist.count();
  margin.show();
  labels.show();
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
  waiting: () => !["failed", "offline", "waiting"].includes(place.dataset.state) && show("waiting", words("saving")),
  saved(body) {
    if (body.version === undefined && place.dataset.state === "untouched") return;
    show("saved", words("saved", { time: clockTime(new Date()) }));
    if (body.version !== undefined) lease.kept(body);
    findings.again();
    asked = false;
    settle(...TROUBLE);
  },
  offline({ failures }) {
    show("offline", words("keptHere"));
    // A hiccup of the connection is worth no word.
    if (failures > 1) notify("offline", words("offline"));
  },
  broken: () => trouble("broken", words("broken")),
  signedOut: () => signedOut(),
  refused: (body) => trouble("refused", sentence(body) ?? words("gone")),
  async ended() {
    show("failed", words("unsaved"));
    await ended(work);
    // On the server, though not in this dialogue.
    if (!work.dirty()) show("saved", words("saved", { time: clockTime(new Date()) }));
  },
  stale: (body) => merge(body),
  newer(theirs) {
    const mine = work.read();
    fill(workOf(theirs));
    work.goOn(theirs.version, work.read());
    snack(words("newer"), () => replace(mine));
  },
  blocked: () => show("failed", words("unsaved")),
};
const sentence = (body) => Object.values(body.fields ?? {}).flat()[0] ?? body.detail;

const work = autosave({
  url: form.dataset.api,
  version: Number(form.dataset.version),
  read,
  tell: (what, body) => heard[what](body),
});

const workOf = ({ turns, answers, dismissals, labels: whole }) => ({ turns, answers, dismissals, labels: whole });

async function merge(theirs) {
  const other = workOf(theirs);
  show("failed", words("unsaved"));
  await quiet();
  const mine = work.read();
  if (same(mine, theirs.base)) return heard.newer(theirs);
  const joined = await choose(other, mine, theirs.base);
  fill(joined);
  // What was not chosen is a step away.
  if (!same(joined, mine)) snack(words("merged"), () => replace(mine));
  work.goOn(theirs.version, other);
}

let away = false;
let asked = false;

async function signedOut() {
  show("failed", words("unsaved"));
  away = !(await signIn.needed());
  if (away) return;
  // It is us, and it is not ours any more: asking again would go on for ever.
  if (asked) return trouble("refused", words("gone"));
  asked = true;
  work.tryAgain();
}

function welcomeBack() {
  away = asked = false;
  work.tryAgain();
}

function replace(content) {
  fill(content);
  turns.changed();
}
replace.read = checklist.readAnswers;

// What was typed here and never arrived comes back; what changed meanwhile is shown beside it.
async function bringBack() {
  for (const { key, mine, saved, lost = [] } of kept()) {
    const stored = read();
    if (!same(mine, stored)) {
      const known = [saved, ...lost].some((one) => same(one, stored));
      fill(known ? mine : await choose(stored, mine, saved));
      snack(words("restored"), () => replace(stored));
      work.touch();
    }
    forget(key);
  }
}

editing.start();
checklist.start(turns.changed);
form.addEventListener("work-changed", () => {
  refresh();
  work.touch();
  findings.soon();
});
form.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea")) refresh();
  heard.waiting();
  touchSoon();
  findings.soon();
});

// No key waits for what follows from the one before; what is half composed is nobody's yet.
let touching = null;
function touchSoon() {
  touching ??= setTimeout(() => {
    touching = null;
    if (isComposing()) touchSoon();
    else work.touch();
  }, SOON);
}
suggestion.start(replace);
labels.start();
submit.start(work);
signIn.start(welcomeBack);
addEventListener("focus", () => away && signedOut());
lease.start((status) => (status === 409 ? work.flush() : notify("offline", words("offline"))));
refresh();
bringBack();
findings.start(refresh);
wording.start(work);
putBack(early);
// Most dialogues have one draft, and no page fetches what it does not need.
if (document.getElementById("candidates")) (await import("./candidates.js")).start({ read, replace });
form.dataset.ready = "";
