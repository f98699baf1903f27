// What is typed and not saved yet, kept on this device for this account and dialogue. Each window
// keeps a copy of its own, so that none lets go of another's. sign_out.js forgets all of them by
// their prefix.
const { account, dialogue } = document.getElementById("work").dataset;
const OURS = `queqiao.unsaved.${account}.${dialogue}.`;
const KEY = OURS + Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
let may = true;

// The device may have no room, or may not keep anything: then the page itself keeps it.
const trying = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

export const keep = (copy) => trying(() => may && localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), ...copy })));
export const forget = (key = KEY) => trying(() => localStorage.removeItem(key));

// What windows that are no more could not save, the latest first: { key, mine, saved, lost }.
export function kept() {
  const keys = trying(() => Object.keys(localStorage).filter((key) => key.startsWith(OURS) && key !== KEY)) ?? [];
  const copies = keys.map((key) => ({ key, ...trying(() => JSON.parse(localStorage.getItem(key))) }));
  return copies.filter((copy) => copy.mine).sort((one, two) => two.at - one.at);
}

// After a sign-out this device keeps nothing, until the same person is back.
export function allow(allowed) {
  may = allowed;
  if (!allowed) forget();
}
