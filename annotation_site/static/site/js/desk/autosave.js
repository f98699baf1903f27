// Saves the whole working copy after a pause, keeps trying when it fails, and never while an
// input method composes. Knows the server's answers; desk.js decides what a person sees.
import { forget, keep } from "./local_copy.js";
import { same } from "./joining.js";
import { ask } from "./server.js";

const PAUSE = 800;
const WAITS = [1, 2, 4, 8, 15, 30];
const MOST_LOST = 5;
const OUT = [401, 403, 404];

export function autosave({ url, version, read, tell }) {
  let saved = JSON.stringify(read());
  // What was sent and perhaps arrived, since its answer did not.
  let lost = [];
  let sending = null;
  let timer = null;
  let failures = 0;
  let composing = false;
  let blocked = false;

  const now = () => JSON.stringify(read());
  const dirty = () => now() !== saved;

  function plan(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => (composing ? plan(PAUSE) : blocked || send()), wait);
  }

  function touch() {
    const mine = now();
    if (mine === saved && !sending && !lost.length) {
      forget();
      clearTimeout(timer);
      return tell("saved", {});
    }
    remember(mine);
    tell("waiting", {});
    // A failed try keeps its own, longer pace.
    if (!failures) plan(PAUSE);
    else if (blocked) tell("blocked", {});
  }

  const remember = (mine) =>
    keep({ mine: JSON.parse(mine), saved: JSON.parse(saved), lost: lost.map((one) => JSON.parse(one)) });

  function send(how) {
    clearTimeout(timer);
    sending ??= attempt(how).finally(() => (sending = null));
    return sending;
  }

  async function attempt(how) {
    const sent = now();
    const { status, body } = await ask("PUT", `${url}work/`, { version, ...JSON.parse(sent) }, how);
    if (status === 200) return agreed(body, sent);
    if (status === 0 || status >= 500) lost = [sent, ...lost.filter((one) => one !== sent)].slice(0, MOST_LOST);
    return failed(status, body);
  }

  function agreed(body, sent) {
    version = body.version;
    saved = sent;
    lost = [];
    failures = 0;
    if (dirty()) {
      remember(now());
      plan(PAUSE);
    } else forget();
    tell(dirty() ? "waiting" : "saved", body);
    return true;
  }

  function failed(status, body) {
    if (status === 409 && body.code === "stale_version") return stale(body);
    if (status === 409) return stop("ended", body);
    if (status === 400) return stop("refused", body);
    if (OUT.includes(status)) return stop("signedOut", body);
    const wait = WAITS[Math.min(failures, WAITS.length - 1)];
    failures += 1;
    plan(wait * 1000);
    tell(status ? "broken" : "offline", { ...body, failures });
    return false;
  }

  // A newer version that this very window sent, unheard, is nobody else's.
  function stale(body) {
    const known = [now(), ...lost].find((one) => same(JSON.parse(one), body));
    if (known === undefined) return stop("stale", { ...body, base: JSON.parse(saved) });
    agreed(body, known);
    return dirty() ? attempt() : true;
  }

  function stop(kind, body) {
    blocked = kind !== "refused";
    failures = blocked ? 1 : 0;
    tell(kind, body);
    return false;
  }

  const retry = () => failures && !blocked && !composing && send();

  // After a sleep, or in another window's shadow: how do things stand?
  async function look() {
    if (blocked || composing || sending || document.hidden) return;
    if (failures || dirty()) return failures ? retry() : plan(0);
    const { status, body } = await ask("GET", url);
    if (blocked || composing || sending || dirty()) return;
    if (status === 200 && body.ended_at) stop("ended", { code: "lease_ended" });
    else if (status === 200 && body.version > version) tell("newer", body);
    else if (OUT.includes(status)) stop("signedOut", body);
  }

  addEventListener("online", retry);
  addEventListener("focus", look);
  addEventListener("pageshow", (event) => event.persisted && look());
  document.addEventListener("resume", look);
  // A phone may never come back to a page that it put aside.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
    else if (dirty() && !blocked && !composing) send({ leaving: true });
  });
  addEventListener("compositionstart", () => (composing = true), true);
  addEventListener("compositionend", () => (composing = false), true);
  addEventListener("beforeunload", (event) => dirty() && event.preventDefault());

  return {
    touch,
    read: () => JSON.parse(now()),
    version: () => version,
    dirty,
    // Saves what is there now; also when nothing is new, so that the server says how things stand.
    async flush() {
      await sending;
      return !blocked && send();
    },
    // Goes on from the server's version, which holds `work`.
    goOn(newer, work) {
      version = newer;
      saved = JSON.stringify(work);
      lost = [];
      blocked = false;
      failures = 0;
      touch();
    },
    // What stood in the way is gone.
    tryAgain() {
      blocked = false;
      failures = 0;
      return send();
    },
    failed,
    // The server has it, though not as a save.
    arrived(newer, work) {
      version = newer;
      saved = JSON.stringify(work);
      if (!dirty()) forget();
    },
    tryLater() {
      blocked = false;
      failures += 1;
      plan(WAITS.at(-1) * 1000);
    },
    // The page may be left; what the device keeps stays where `keeping`.
    release({ keeping = false } = {}) {
      if (keeping) remember(now());
      clearTimeout(timer);
      blocked = true;
      failures = 1;
      saved = now();
      if (!keeping) forget();
    },
  };
}
