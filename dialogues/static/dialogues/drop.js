// A place to drop a file on: it becomes the file of the form inside, which is then sent.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector('input[type="file"]');
  const form = input.form;
  const named = zone.querySelector("[data-drop-name]");

  function show() {
    named.textContent = [...input.files].map((file) => file.name).join(", ");
  }

  function mark(event, over) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("over", over);
  }

  zone.addEventListener("dragover", (event) => mark(event, true));
  zone.addEventListener("dragleave", (event) => mark(event, false));
  zone.addEventListener("drop", (event) => {
    mark(event, false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
    form.requestSubmit();
  });
  input.addEventListener("change", show);
  form.addEventListener("submit", () => {
    // A large file takes its time: say so, and send it once.
    zone.setAttribute("aria-busy", "true");
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    zone.querySelector("[data-drop-sending]").hidden = false;
  });
  // Somebody who comes back finds the form as it was.
  window.addEventListener("pageshow", () => {
    zone.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    zone.querySelector("[data-drop-sending]").hidden = true;
  });
}
