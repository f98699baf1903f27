// What went wrong is said aloud in #messages. Refusals (409) arrive there as the server wrote them;
// the rest is said here, in sentences that base.html carries translated.
const area = document.getElementById("messages");

function say(sentence) {
  const note = document.getElementById("note-shape").content.cloneNode(true);
  note.querySelector("p").textContent = sentence;
  area.replaceChildren(note);
}

function sentenceFor(status) {
  const { signedOut, forbidden, gone, large, busy, failed } = area.dataset;
  return { 401: signedOut, 403: forbidden, 404: gone, 413: large, 429: busy }[status] ?? failed;
}

if (area) {
  document.addEventListener("htmx:responseError", (event) => say(sentenceFor(event.detail.xhr.status)));
  document.addEventListener("htmx:sendError", () => say(area.dataset.offline));
  document.addEventListener("htmx:timeout", () => say(area.dataset.offline));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = event.detail;
    const done = xhr.status >= 200 && xhr.status < 400;
    if (done && requestConfig.verb !== "get") area.replaceChildren();
  });
}
