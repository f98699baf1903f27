// Warns before a page with unsaved words is left. Fields inside [data-guard] are watched; a field
// is safe once a request that carried its value succeeded, or its form was sent.
const unsaved = new Map();
const carried = new WeakMap();

const fieldsIn = (element) => [element, ...(element.querySelectorAll?.("textarea, input, select") ?? [])];

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-guard]")) unsaved.set(event.target, event.target.value);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const field of event.target.elements) unsaved.delete(field);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr } = event.detail;
  const scope = elt.closest("form") ?? elt;
  const values = fieldsIn(scope).filter((field) => unsaved.has(field)).map((field) => [field, field.value]);
  carried.set(xhr, values);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  for (const [field, value] of carried.get(event.detail.xhr) ?? []) {
    if (field.value === value) unsaved.delete(field);
  }
});
addEventListener("beforeunload", (event) => {
  for (const field of unsaved.keys()) if (!field.isConnected) unsaved.delete(field);
  if (unsaved.size) event.preventDefault();
});
