// Saves the whole working copy after a pause, keeps trying when it fails, and never while an
// input method composes. Knows the server's answers; desk.js decides what a person sees.
import { forget, keep } from "./local_copy.js";
import { ask } from "./server.js";

const PAUSE = 800;
const WAITS = [1, 2, 4, 8, 15, 30];

export function autosave({ url, version, read, tell }) {
  let saved = JSON.stringify(read());
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
    if (mine === saved && !sending) {
      forget();
      clearTimeout(timer);
      return tell("saved", {});
    }
    keep({ mine: JSON.parse(mine), saved: JSON.parse(saved) });
    tell("waiting", {});
    // A failed try keeps its own, longer pace.
    if (!failures) plan(PAUSE);
    else if (blocked) tell("blocked", {});
  }

  function send() {
    clearTimeout(timer);
    sending ??= attempt().finally(() => (sending = null));
    return sending;
  }

  async function attempt() {
    const sent = now();
    const { status, body } = await ask("PUT", `${url}work/`, { version, ...JSON.parse(sent) });
    if (status === 200) {
      version = body.version;
      saved = sent;
      failures = 0;
      if (dirty()) plan(PAUSE);
      else forget();
      tell(dirty() ? "waiting" : "saved", body);
      return true;
    }
    return failed(status, body);
  }

  function failed(status, body) {
    if (status === 409 && body.code === "stale_version") return stop("stale", body);
    if (status === 409) return stop("ended", body);
    if (status === 400 || status === 404) return stop("refused", body);
    const wait = WAITS[Math.min(failures, WAITS.length - 1)];
    failures += 1;
    plan(wait * 1000);
    tell({ 0: "offline", 401: "signedOut", 403: "signedOut" }[status] ?? "broken", body);
    return false;
  }

  function stop(kind, body) {
    blocked = kind !== "refused";
    failures = blocked ? 1 : 0;
    tell(kind, body);
    return false;
  }

  const retry = () => failures && !blocked && !composing && send();
  addEventListener("online", retry);
  addEventListener("focus", retry);
  addEventListener("compositionstart", () => (composing = true), true);
  addEventListener("compositionend", () => (composing = false), true);
  addEventListener("beforeunload", (event) => dirty() && event.preventDefault());

  return {
    touch,
    read: () => JSON.parse(now()),
    version: () => version,
    // Saves what is there now; also when nothing is new, so that the server says how things stand.
    async flush() {
      await sending;
      return !blocked && send();
    },
    // Goes on from the server's version, which holds `work`.
    goOn(newer, work) {
      version = newer;
      saved = JSON.stringify(work);
      blocked = false;
      failures = 0;
      touch();
    },
    release() {
      saved = now();
      forget();
    },
  };
}
