// The button at a turn leads to the field for comments, with this turn chosen.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-remarks]");
  if (!button) return;
  document.getElementById("say-turn").value = button.dataset.remarks;
  document.getElementById("say").focus();
});
