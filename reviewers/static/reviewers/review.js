// The expert's page: leads through the checklist, keeps what was typed, says where a refusal points.

const form = document.querySelector("form[data-keep]");
const groups = [...document.querySelectorAll("[data-answers]")];
const count = document.getElementById("open-count");

const chosen = (group) => group.querySelector("input:checked");
const firstOpen = () => groups.find((group) => !chosen(group));

function focusOn(group) {
  // A question about every reply is met at its button, unless the replies are unfolded.
  const folded = group.closest("details:not([open])");
  const place = folded?.parentElement.querySelector("[data-all-yes]") ?? group.querySelector("input");
  place.focus();
  place.scrollIntoView({ block: "nearest" });
}

function lead(field) {
  field.focus({ preventScroll: true });
  // The bar of decisions would lie over it otherwise.
  field.scrollIntoView({ block: "center" });
}

function toOpenQuestion() {
  const open = firstOpen();
  if (open) focusOn(open);
  else document.getElementById("checklist").scrollIntoView();
}

function sayCount() {
  const open = groups.filter((group) => !chosen(group)).length;
  const words = open ? count.dataset.open.replace("%s", open) : count.dataset.none;
  if (count.textContent !== words) count.textContent = words;
  count.classList.toggle("leaf", !open);
  for (const place of document.querySelectorAll("[data-open-number]")) place.textContent = open || "✓";
}

function answerAllYes(button) {
  const start = CSS.escape(button.dataset.allYes);
  for (const input of document.querySelectorAll(`input[name^="${start}"][value="yes"]`)) {
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

if (form) {
  // Signing out takes away whatever begins like this.
  const key = `queqiao.unsaved.review.${form.dataset.keep}`;
  restore();
  sayCount();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, [data-answers] label");
    if (!button) return;
    if (button.dataset.allYes) answerAllYes(button);
    if ("checklist" in button.dataset) toOpenQuestion();
    if (button.dataset.presses) {
      button.closest("details")?.removeAttribute("open");
      document.getElementById(button.dataset.presses).click();
    }
    // A key answered, not a finger: on to the next question, or to the decision.
    if (!event.isTrusted && (button.dataset.allYes || button.matches("label"))) {
      setTimeout(() => (firstOpen() ? focusOn(firstOpen()) : document.getElementById("approve").focus()));
    }
  });
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.form !== form) return;
      sayCount();
      keep();
      // What was refused has been answered: it need not stand over the buttons any more.
      if (kind === "change" && !firstOpen()) document.getElementById("messages").replaceChildren();
    });
  }
  form.addEventListener("htmx:afterRequest", (event) => {
    // Where the answer leads to another page, htmx says nothing of success.
    const { xhr, requestConfig } = event.detail;
    if (xhr.status >= 200 && xhr.status < 300) localStorage.removeItem(key);
    else if (xhr.status === 409) pointOut(requestConfig.formData.get("decision"));
  });

  function pointOut(decision) {
    if (decision === "approve" && firstOpen()) toOpenQuestion();
    else if (decision === "return" && firstReason()) lead(firstReason());
    else if (decision !== "approve" && decision !== "fix") document.getElementById("comment").focus();
  }

  // Sending back takes a reason at one turn: where none is chosen, at the first reply.
  function firstReason() {
    const reasons = [...document.querySelectorAll("select[data-reason]")];
    if (reasons.some((reason) => reason.value)) return null;
    const first = reasons.find((reason) => reason.closest(".passage").querySelector(".new")) ?? reasons[0];
    first?.closest("details").setAttribute("open", "");
    return first;
  }

  function keep() {
    const fields = [...new FormData(form)].filter(
      ([name]) => !["csrfmiddlewaretoken", "revision", "decision"].includes(name),
    );
    localStorage.setItem(key, JSON.stringify(fields));
  }

  function restore() {
    for (const [name, value] of JSON.parse(localStorage.getItem(key) ?? "[]")) {
      const field = form.elements.namedItem(name);
      if (!field || field.value === value) continue;
      field.value = value; // works for a group of radio buttons too
      if (value) field.closest?.(".passage > details, .check > details")?.setAttribute("open", "");
    }
  }
}
