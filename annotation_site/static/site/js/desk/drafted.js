// The drafts of this topic that one may choose from, as the page brought them.
const store = document.getElementById("drafts");
export const drafts = store ? JSON.parse(store.textContent) : [];
