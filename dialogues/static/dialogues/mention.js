// While one types an @ in a comment, names are offered below it: arrows choose, Enter or Tab
// takes, Escape leaves. The server says who may be called; a comment can be typed without this.
const CALL = /(?<![A-Za-z0-9_.+-])@([^\s@]{0,30})$/u;
const people = new Map();
let offered = null;

function callable(address) {
  if (!people.has(address)) {
    const asked = fetch(`${address}?limit=200`, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { results: [] }))
      .then((found) => found.results)
      .catch(() => {
        people.delete(address);
        return [];
      });
    people.set(address, asked);
  }
  return people.get(address);
}

function close() {
  if (!offered) return;
  offered.list.remove();
  offered.field.removeAttribute("aria-controls");
  offered.field.removeAttribute("aria-activedescendant");
  offered = null;
}

function typedCall(field) {
  return CALL.exec(field.value.slice(0, field.selectionStart))?.[1];
}

function choose(index) {
  const options = [...offered.list.children];
  offered.index = (index + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", at === offered.index));
  offered.field.setAttribute("aria-activedescendant", options[offered.index].id);
  options[offered.index].scrollIntoView({ block: "nearest" });
}

function take() {
  const { field, list, index } = offered;
  const end = field.selectionStart;
  const start = end - typedCall(field).length;
  field.setRangeText(`${list.children[index].dataset.username} `, start, end, "end");
  close();
  field.focus();
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function optionFor(person, at, field) {
  const option = document.createElement("li");
  option.id = `${field.id}-call-${at}`;
  option.role = "option";
  option.dataset.username = person.username;
  option.append(`@${person.username}`);
  if (person.name !== person.username) {
    const name = document.createElement("small");
    name.textContent = person.name;
    option.append(name);
  }
  // Kept from taking the focus out of the text.
  option.addEventListener("pointerdown", (event) => event.preventDefault());
  option.addEventListener("click", () => {
    choose(at);
    take();
  });
  return option;
}

async function offer(field) {
  if (typedCall(field) === undefined) return close();
  const known = await callable(field.dataset.mentions);
  const typed = typedCall(field)?.toLowerCase();
  close();
  if (typed === undefined || document.activeElement !== field) return;
  const found = known.filter(
    (one) => one.username.toLowerCase().startsWith(typed) || one.name.toLowerCase().includes(typed),
  );
  if (!found.length || (found.length === 1 && found[0].username.toLowerCase() === typed)) return;
  const list = document.createElement("ul");
  list.className = "calls";
  list.role = "listbox";
  list.id = `${field.id}-calls`;
  list.setAttribute("aria-label", field.labels[0]?.textContent ?? "@");
  list.append(...found.slice(0, 8).map((one, at) => optionFor(one, at, field)));
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  offered = { field, list, index: 0 };
  choose(0);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-mentions]")) offer(event.target);
});

document.addEventListener("keydown", (event) => {
  if (!offered || event.target !== offered.field || event.isComposing) return;
  const act = {
    ArrowDown: () => choose(offered.index + 1),
    ArrowUp: () => choose(offered.index - 1),
    Enter: take,
    Tab: take,
    Escape: close,
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}, true);

document.addEventListener("focusout", (event) => {
  if (offered?.field === event.target) close();
});
