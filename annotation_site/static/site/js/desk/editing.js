// Editing the turns: starts what acts on them.
import * as compare from "./compare.js";
import * as drag from "./drag.js";
import * as deeds from "./turn_deeds.js";
import { number } from "./turns.js";
import * as undo from "./undo.js";

export function start() {
  number();
  for (const part of [deeds, drag, undo, compare]) part.start();
}
