// Words typed before the desk was there: begin.js opens the fields at once, and desk.js begins with what
// the server has and then hears those words as if they were typed now.
const areas = [...document.querySelectorAll("#talk [data-text]")];
let composing = false;

for (const type of ["compositionstart", "compositionend"]) {
  addEventListener(type, () => (composing = type === "compositionstart"), true);
}
addEventListener("beforeunload", (event) => {
  if (!document.getElementById("work").hasAttribute("data-ready") && typed().length) event.preventDefault();
});

const typed = () => areas.filter((area) => area.value !== area.defaultValue);

export function open(may) {
  for (const area of areas) area.readOnly = !may;
}

// Nothing is taken from under the hands of an input method.
export const composed = () =>
  new Promise((resolve) => {
    if (composing) addEventListener("compositionend", () => setTimeout(resolve), { once: true });
    else resolve();
  });

export function takeOut() {
  return typed().map((area) => {
    const { value, selectionStart, selectionEnd } = area;
    area.value = area.defaultValue;
    return { area, value, selectionStart, selectionEnd };
  });
}

export function putBack(words) {
  for (const { area, value, selectionStart, selectionEnd } of words) {
    area.value = value;
    if (area === document.activeElement) area.setSelectionRange(selectionStart, selectionEnd);
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
