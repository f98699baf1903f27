// A dialog over the page waits until nobody is in the middle of a word.
const CALM = 700;
let last = 0;
let composing = false;

for (const kind of ["keydown", "input"]) addEventListener(kind, () => (last = Date.now()), true);
addEventListener("compositionstart", () => (composing = true), true);
addEventListener("compositionend", () => (composing = false), true);

export async function quiet() {
  while (composing || Date.now() - last < CALM) await new Promise((resolve) => setTimeout(resolve, 100));
}
