// Editing the turns: opens the fields and starts what acts on them.
import * as compare from "./compare.js";
import * as drag from "./drag.js";
import * as deeds from "./turn_deeds.js";
import { areaOf, articles, number } from "./turns.js";
import * as undo from "./undo.js";

export function start() {
  for (const article of articles()) areaOf(article).readOnly = false;
  number();
  for (const part of [deeds, drag, undo, compare]) part.start();
}
