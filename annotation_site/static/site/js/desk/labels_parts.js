// The small parts that labels are shown with: chips, buttons, and a list where there are many.
const store = document.getElementById("label-words")?.dataset;

export const labelWords = (name, values = {}) => store[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);

export function chip({ name, colour }, lost = false) {
  const element = document.createElement("span");
  element.className = `chip ${colour}`;
  element.textContent = lost ? `? ${name}` : name;
  element.classList.toggle("lost", lost);
  if (lost) element.title = labelWords("lost");
  return element;
}

// A piece of the text that knows where it stands; `name` where these words are labelled.
export function piece(text, at, name) {
  const element = document.createElement(name ? "mark" : "span");
  element.dataset.at = at;
  element.textContent = text;
  if (name) element.title = name;
  return element;
}

// Groups of { scheme, buttons, choice }; what stands there already is changed where it stands, so
// that a pressed button keeps the focus.
export function filled(place, groups) {
  const key = JSON.stringify(groups.map(({ scheme, buttons }) => [scheme.slug, buttons.map(({ label }) => label.slug)]));
  if (place.dataset.groups !== key) {
    place.replaceChildren(...groups.map(made));
    place.dataset.groups = key;
  }
  [...place.children].forEach((element, at) => refresh(element, groups[at]));
}

function made({ scheme, buttons, choice }) {
  const element = document.getElementById(choice ? "label-list-shape" : "label-group-shape").content.firstElementChild.cloneNode(true);
  element.querySelector("[data-name]").textContent = scheme.name;
  element.title = scheme.help;
  if (choice) {
    element.querySelector("select").append(...buttons.map(({ label }) => new Option(label.name, label.slug)));
    return element;
  }
  element.setAttribute("aria-label", scheme.name);
  element.append(...buttons.map(({ label }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `label-key ${label.colour}`;
    button.title = label.help;
    button.append(label.name);
    if (label.key) {
      const key = document.createElement("kbd");
      key.textContent = label.key.toUpperCase();
      key.setAttribute("aria-hidden", "true");
      button.append(" ", key);
      button.dataset.key = label.key;
      button.setAttribute("aria-keyshortcuts", label.key);
    }
    return button;
  }));
  return element;
}

function refresh(element, { buttons, choice }) {
  if (choice) {
    const list = element.querySelector("select");
    if (list.value !== choice.value) list.value = choice.value;
    list.onchange = () => choice.choose(list.value);
    return;
  }
  [...element.querySelectorAll("button")].forEach((button, at) => {
    button.setAttribute("aria-pressed", String(buttons[at].on));
    button.onclick = buttons[at].press;
  });
}
