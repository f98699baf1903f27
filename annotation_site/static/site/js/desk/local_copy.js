// What is typed and not saved yet, kept on this device for this account and dialogue.
// sign_out.js forgets all of them by their prefix.
const { account, dialogue } = document.getElementById("work").dataset;
const KEY = `queqiao.unsaved.${account}.${dialogue}`;

// The device may have no room, or may not keep anything: then the page itself keeps it.
const trying = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

export const keep = (copy) => trying(() => localStorage.setItem(KEY, JSON.stringify(copy)));
export const kept = () => trying(() => JSON.parse(localStorage.getItem(KEY)));
export const forget = () => trying(() => localStorage.removeItem(KEY));
