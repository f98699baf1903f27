// Who signs out leaves no words of theirs on the device.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("queqiao.unsaved.")) localStorage.removeItem(key);
  }
});
