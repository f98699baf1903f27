// The page of a dialogue that is over: words that this device still kept of it go to one's own copy on
// the server, where they stand beside what is there already.
import { differences, join, same } from "./joining.js";
import { forget, kept } from "./local_copy.js";
import { ask } from "./server.js";

const { api } = document.getElementById("work").dataset;

async function hand({ key, mine, saved }) {
  const { status, body } = await ask("GET", api);
  if (status !== 200) return false;
  const both = new Map(differences(saved, body, mine).filter((row) => !row.preset).map((row) => [`${row.kind} ${row.key}`, "both"]));
  const joined = join(saved, body, mine, both);
  if (!same(joined, body)) {
    const answer = await ask("POST", `${api}late/`, { version: body.version, ...joined });
    if (answer.status !== 200) return false;
  }
  forget(key);
  return !same(joined, body);
}

let news = false;
// The latest copy last, so that it has the last word.
for (const copy of kept().reverse()) news = (await hand(copy)) || news;
if (news) location.reload();
