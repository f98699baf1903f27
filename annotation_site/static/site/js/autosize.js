// Text areas grow with their text where the browser's own `field-sizing` is missing.
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

function fitAll(scope = document) {
  for (const area of scope.querySelectorAll("textarea")) fit(area);
}

if (!CSS.supports("field-sizing", "content")) {
  fitAll();
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) fit(event.target);
  });
  document.addEventListener("htmx:afterSettle", (event) => fitAll(event.detail.elt));
  addEventListener("resize", () => fitAll());
}
