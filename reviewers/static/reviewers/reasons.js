// Sending back by keys: from turn to turn, a reason by its number, and the sentence that goes with it.

const passages = [...document.querySelectorAll(".passage")];
const shape = document.getElementById("reason-key-shape");
const KEYS = 9;

const sentenceOf = (select) => select.selectedOptions[0]?.dataset.sentence ?? "";
const sentences = new Set();
for (const option of document.querySelectorAll("select[data-reason] option")) {
  if (option.dataset.sentence) sentences.add(option.dataset.sentence);
}

// What somebody wrote is never overwritten, what was put there is.
function begin(select) {
  const area = document.getElementById(select.dataset.reason);
  if (area.value.trim() && !sentences.has(area.value)) return;
  area.value = sentenceOf(select);
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function offerKeys(place) {
  const select = document.getElementById(place.dataset.reasonKeys);
  if (place.childElementCount || !select) return;
  [...select.options].slice(1, KEYS + 1).forEach((option, at) => {
    const button = shape.content.firstElementChild.cloneNode(true);
    button.querySelector("span").textContent = option.textContent;
    button.querySelector("kbd").textContent = `Alt ${at + 1}`;
    button.dataset.key = `alt+${at + 1}`;
    button.setAttribute("aria-keyshortcuts", button.dataset.key);
    button.addEventListener("click", () => choose(select, option.value));
    place.append(button);
  });
}

function choose(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById(select.dataset.reason).focus();
}

function step(by) {
  const at = passages.findIndex((passage) => passage.contains(document.activeElement));
  const next = passages[at < 0 ? (by > 0 ? 0 : passages.length - 1) : at + by];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-reason]")) begin(event.target);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-turn-step]");
  if (button) step(Number(button.dataset.turnStep));
});
for (const details of document.querySelectorAll(".passage > details")) {
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    for (const place of details.querySelectorAll("[data-reason-keys]")) offerKeys(place);
    // Opened by a key: on to the reasons.
    if (details.closest(".passage") === document.activeElement) details.querySelector("select").focus();
  });
}
