// What is typed in a practice stays in this browser until its answer has arrived.
const form = document.querySelector("form[data-practice]");
const key = (place) => `queqiao.unsaved.${place}`;

if (form) {
  const place = key(form.dataset.practice);
  const fields = [...form.elements].filter((field) => /^(fault|words)-/.test(field.name));
  // What the page came with is newer than what was kept.
  if (fields.every((field) => !field.value)) {
    const kept = JSON.parse(localStorage.getItem(place) ?? "{}");
    for (const field of fields.filter(({ name }) => kept[name])) {
      field.value = kept[field.name];
      field.closest("details")?.setAttribute("open", "");
    }
  }
  form.addEventListener("input", () => {
    const typed = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    localStorage.setItem(place, JSON.stringify(Object.fromEntries(typed)));
  });
}

const arrived = document.querySelector("[data-practised]");
if (arrived) localStorage.removeItem(key(arrived.dataset.practised));
