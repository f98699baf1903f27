// The button that prints the page, which is also how one keeps it as PDF; without scripts the
// browser's own menu does it, so the button only shows here.
for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
