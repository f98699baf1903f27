// Warns before a page with unsaved words is left. Fields inside [data-guard] are watched; a field
// is safe once a request that carried its value succeeded, or its form was sent.
const unsaved = new Map();
const carried = new WeakMap();

const isIn = (field, element) => element.contains(field) || element.closest("form")?.contains(field);

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-guard]")) unsaved.set(event.target, event.target.value);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const field of event.target.elements) unsaved.delete(field);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  const sent = (field) => isIn(field, elt) && requestConfig.formData.getAll(field.name).includes(field.value);
  carried.set(xhr, [...unsaved.keys()].filter(sent).map((field) => [field, field.value]));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 200 || xhr.status >= 400) return;  // a refusal saves nothing
  for (const [field, value] of carried.get(xhr) ?? []) {
    if (field.value === value) unsaved.delete(field);
  }
});
addEventListener("beforeunload", (event) => {
  for (const field of unsaved.keys()) if (!field.isConnected) unsaved.delete(field);
  if (unsaved.size) event.preventDefault();
});
