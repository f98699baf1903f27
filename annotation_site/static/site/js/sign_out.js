// Who signs out leaves no words of theirs on the device; pages in other windows hear of it.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[data-sign-out]")) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("queqiao.unsaved.")) localStorage.removeItem(key);
  }
  // Taken out again, for only the news of it counts.
  localStorage.setItem("queqiao.signed-out", event.target.dataset.signOut);
  localStorage.removeItem("queqiao.signed-out");
});
