// After a swap the focus goes back to where it was: htmx does so for elements with an id,
// this does it for the rest, by name or key, or to the part itself.
let left = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  const part = event.detail.target;
  left = part !== document.body && part?.contains(active)
    ? { part: part.id, name: active.getAttribute("name"), key: active.dataset.key }
    : null;
});

document.addEventListener("htmx:afterSettle", () => {
  const kept = left;
  left = null;
  if (!kept || document.activeElement !== document.body) return;
  const part = document.getElementById(kept.part);
  if (!part) return;
  const by = (attribute, value) => value && part.querySelector(`[${attribute}="${CSS.escape(value)}"]`);
  const place = part.querySelector("[data-focus]") ?? by("name", kept.name) ?? by("data-key", kept.key) ?? part;
  if (place === part) part.tabIndex = -1;
  place.focus({ preventScroll: true });
});
