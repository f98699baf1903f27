// Keys for people who edit for hours. An element with data-key="alt+a" is clicked by Alt+A; inside
// [data-key-scope] (a turn) it answers only while the focus is in there. Single characters never act
// while one types and can be switched off (WCAG 2.1.4); "?" shows the list. Ctrl is ⌘ on a Mac, and in a
// field that has no keys of its own (data-own-keys) it is left to the browser.
const SWITCH = "single-keys-off";
const dialog = document.getElementById("shortcuts");

const singleKeysOn = () => localStorage.getItem(SWITCH) === null;
const typing = (target) => target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

function chord(event) {
  // With Alt a Mac types "å" for A: the key's place tells, its character does not.
  const key = /^(Key|Digit)/.test(event.code) && event.altKey ? event.code.replace(/^(Key|Digit)/, "") : event.key;
  const { ctrlKey, metaKey, altKey, shiftKey } = event;
  const control = ctrlKey || metaKey;
  const held = [control && "ctrl", altKey && "alt", (control || altKey) && shiftKey && "shift"];
  return [...held.filter(Boolean), key.toLowerCase()].join("+");
}

// What a closed menu holds can be reached by its key all the same.
function isThere(element) {
  const menu = element.closest("details.menu:not([open]) > div")?.parentElement;
  return (menu ?? element).offsetParent !== null;
}

function target(keys) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)];
  const usable = found.filter((element) => !element.disabled && isThere(element));
  const here = document.activeElement?.closest("[data-key-scope]");
  return (
    usable.find((element) => here?.contains(element)) ??
    usable.find((element) => !element.closest("[data-key-scope]"))
  );
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const keys = chord(event);
  if (keys.length === 1 && (typing(event.target) || !singleKeysOn())) return;
  if (keys.startsWith("ctrl+") && typing(event.target) && !event.target.closest("[data-own-keys]")) return;
  if (keys === "?") {
    event.preventDefault();
    showList();
    return;
  }
  const element = target(keys);
  if (!element) return;
  event.preventDefault();
  element.click();
});

const spell = (keys) =>
  keys
    .replace("arrow", "")
    .split("+")
    .map((part) => part[0].toUpperCase() + part.slice(1))
    .join(" ");

function label(element) {
  if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
  const copy = element.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return copy.textContent.trim();
}

function showList() {
  if (!dialog) return;
  const list = dialog.querySelector("[data-shortcut-list]");
  const seen = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (isThere(element) && !seen.has(element.dataset.key)) seen.set(element.dataset.key, label(element));
  }
  list.replaceChildren();
  for (const [keys, words] of [...seen, ["?", dialog.dataset.itself]]) {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = spell(keys);
    term.append(key);
    const text = document.createElement("dd");
    text.textContent = words;
    list.append(term, text);
  }
  const box = dialog.querySelector("[data-single-keys]");
  box.checked = singleKeysOn();
  dialog.showModal();
}

dialog?.querySelector("[data-single-keys]").addEventListener("change", (event) => {
  if (event.target.checked) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "1");
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-shortcuts]")) return;
  event.target.closest("details")?.removeAttribute("open");
  showList();
});

function nameKeys() {
  for (const element of document.querySelectorAll("[data-key]:not([aria-keyshortcuts])")) {
    element.setAttribute("aria-keyshortcuts", element.dataset.key);
  }
}
document.addEventListener("htmx:afterSettle", nameKeys);
nameKeys();
