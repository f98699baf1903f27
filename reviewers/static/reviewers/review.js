// Answers a question for every reply at once, and keeps what an expert has typed.

for (const button of document.querySelectorAll("[data-all-yes]")) {
  button.addEventListener("click", () => {
    const start = CSS.escape(button.dataset.allYes);
    for (const input of document.querySelectorAll(`input[name^="${start}"][value="yes"]`)) {
      input.checked = true;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

const form = document.querySelector("form[data-keep]");

if (form) {
  const key = `queqiao:${form.dataset.keep}`;
  restore();
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => event.target.form === form && keep());
  }
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) localStorage.removeItem(key);
  });

  function keep() {
    const fields = [...new FormData(form)].filter(
      ([name]) => !["csrfmiddlewaretoken", "revision", "decision"].includes(name),
    );
    localStorage.setItem(key, JSON.stringify(fields));
  }

  function restore() {
    for (const [name, value] of JSON.parse(localStorage.getItem(key) ?? "[]")) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value; // works for a group of radio buttons too
      if (value) field?.closest?.("details")?.setAttribute("open", "");
    }
  }
}
