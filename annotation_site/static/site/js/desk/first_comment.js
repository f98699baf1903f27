// What came back opens at the first thing that was said of it, unless one has gone on writing since.
const form = document.getElementById("work");
const first = document.querySelector("#talk > .turn .comment") ?? document.querySelector(".returned");

function open() {
  if (document.getElementById("saved").dataset.state !== "untouched" || location.hash) return;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "center" });
}

// The fields have grown to their texts once the page is ready.
if ("ready" in form.dataset) open();
else {
  new MutationObserver((_changes, watcher) => {
    watcher.disconnect();
    open();
  }).observe(form, { attributeFilter: ["data-ready"] });
}
