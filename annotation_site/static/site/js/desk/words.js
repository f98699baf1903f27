// The sentences of this page: _desk_words.html and _desk_keeping.html carry them translated.
const [desk, keeping] = ["words", "keeping-words"].map((id) => document.getElementById(id).dataset);
const store = { ...desk, ...keeping };

export function words(name, values = {}) {
  return store[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: document.getElementById("work").dataset.zone,
});
export const clockTime = (date) => clock.format(date);
