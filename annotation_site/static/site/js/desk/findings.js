// What the checks find in the words on the page: asked a moment after a pause, held here, and what
// of it the person calls a false alarm. findings_margin.js shows it.
import { ask } from "./server.js";
import { articles, readTurns } from "./turns.js";

const PAUSE = 900;
const form = document.getElementById("work");
let dismissals = JSON.parse(document.getElementById("dismissals").textContent);
let found = [];
let looked = new Map();
let asked = 0;
let timer = null;
let missed = false;
let composing = false;
let tell = () => {};

export const readDismissals = () => dismissals;
export function fillDismissals(given) {
  if (given) dismissals = given;
}

const about = ({ code, turn, words }) => JSON.stringify([code, turn, words]);

// The findings as people count them: one for each check and turn, with all its places.
export function findings() {
  const there = new Set(articles().map((article) => article.dataset.turn));
  const reasons = new Map(dismissals.map((one) => [about(one), one.reason]));
  const groups = new Map();
  for (const one of found) {
    if (one.turn && !there.has(one.turn)) continue;
    const key = `${one.code} ${one.turn}`;
    if (!groups.has(key)) groups.set(key, { ...one, key, places: [] });
    groups.get(key).places.push(one);
  }
  for (const group of groups.values()) {
    const said = group.places.map((place) => reasons.get(about(place)));
    group.reason = group.severity === "warning" && said.every(Boolean) ? said[0] : null;
  }
  return [...groups.values()];
}

export function dismiss(groups, reason) {
  const places = groups.flatMap((group) => group.places);
  const mine = new Set(places.map(about));
  const added = places.map(({ code, turn, words }) => ({ code, turn, words, reason }));
  const once = new Map(added.map((one) => [about(one), one]));
  dismissals = [...dismissals.filter((one) => !mine.has(about(one))), ...once.values()];
}

export function lookAgain(group) {
  const mine = new Set(group.places.map(about));
  dismissals = dismissals.filter((one) => !mine.has(about(one)));
}

// Asks now; only changed turns are looked at, and the dialogue as a whole. Nothing is saved.
export async function check() {
  clearTimeout(timer);
  timer = null;
  const turns = readTurns();
  const now = new Map(turns.map(({ id, role, text }) => [id, JSON.stringify([role, text])]));
  const changed = [...now.keys()].filter((id) => looked.get(id) !== now.get(id));
  const number = ++asked;
  const { status, body } = await ask("POST", `${form.dataset.api}check/`, { turns, changed });
  // Who types on sees nothing move meanwhile: it is asked again at the next pause.
  if (number !== asked || timer) return;
  missed = status !== 200;
  if (!missed) {
    const fresh = new Set(changed);
    const kept = found.filter((one) => !one.whole && now.has(one.turn) && !fresh.has(one.turn));
    found = [...kept, ...body.findings];
    looked = now;
  }
  // Also without an answer: what else stands beside the words follows them.
  tell();
}

// The connection is back, or the person.
export const again = () => missed && soon();

export function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => (composing ? soon() : check()), PAUSE);
}

export function start(told) {
  tell = told;
  addEventListener("compositionstart", () => (composing = true), true);
  addEventListener("compositionend", () => (composing = false), true);
  check();
}
