// What stood in each turn before anybody wrote: as the page came, else as in the drafts to choose
// from. So a turn that is taken, or comes back, shows what is changed in it.
const store = document.getElementById("drafts");
export const drafts = store ? JSON.parse(store.textContent) : [];

const old = new Map(drafts.flatMap(({ turns }) => turns.map(({ id, text }) => [id, text])));
for (const diff of document.querySelectorAll("#talk .card > [data-diff-input]")) {
  old.set(diff.closest(".turn").dataset.turn, diff.dataset.diffOld);
}

export function compare(article, area) {
  const text = old.get(article.dataset.turn);
  if (text === undefined || article.querySelector(".card > .diff")) return;
  const diff = document.createElement("div");
  diff.className = "diff";
  diff.dataset.diffOld = text;
  diff.dataset.diffInput = area.id;
  area.after(diff);
}
