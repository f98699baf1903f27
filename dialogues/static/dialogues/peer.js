// Points about another's dialogue stay in this browser until they are sent.
const form = document.querySelector("form[data-keep]");

if (form) {
  const key = `queqiao.unsaved.${form.dataset.keep}`;
  const fields = () => [...form.elements].filter((field) => field.name.startsWith("point-"));

  const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
  for (const field of fields()) {
    if (!kept[field.name]) continue;
    field.value = kept[field.name];
    field.closest("[data-point]")?.setAttribute("open", "");
  }
  document.addEventListener("input", ({ target }) => {
    if (target.form !== form) return;
    const words = fields().filter((field) => field.value.trim());
    if (words.length) localStorage.setItem(key, JSON.stringify(Object.fromEntries(words.map((field) => [field.name, field.value]))));
    else localStorage.removeItem(key);
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    // An answer that leads on is no success to htmx, which leaves the page at once.
    if (detail.xhr.status >= 200 && detail.xhr.status < 300) localStorage.removeItem(key);
  });
  // Who opens the field of a turn wants to write there.
  for (const place of document.querySelectorAll("[data-point]")) {
    place.addEventListener("toggle", () => place.open && place.querySelector("textarea").focus({ preventScroll: true }));
  }
}
