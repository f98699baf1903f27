// Menus (details.menu) close on Escape, on a click elsewhere, and when another opens.
// Buttons with data-opens="dialog-id" open that dialog; data-closes shuts the dialog around it.
// data-dismiss removes the note around it.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const inside = event.target.closest("details.menu");
  closeMenus(inside);
  const button = event.target.closest("button, a");
  if (!button) return;
  if (button.dataset.opens) {
    closeMenus();
    document.getElementById(button.dataset.opens)?.showModal();
  }
  if ("closes" in button.dataset) button.closest("dialog")?.close();
  if ("dismiss" in button.dataset) button.closest(".note")?.remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  open.open = false;
});
