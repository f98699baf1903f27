// One way to speak with the site: JSON, the session, and a token that is fresh after a new sign-in.
const PATIENCE = 20_000;
const KEEPALIVE_BYTES = 60_000;

export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

// Answers { status, body }; status 0 means that nobody answered. What is sent when `leaving` may
// arrive after the page is gone.
export function ask(method, url, content, { leaving = false, key } = {}) {
  const body = content === undefined ? undefined : JSON.stringify(content);
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
  if (key) headers["Idempotency-Key"] = key;
  // A browser keeps only little alive.
  const keepalive = leaving && (body?.length ?? 0) * 3 < KEEPALIVE_BYTES;
  return answered(url, { method, headers, body, keepalive });
}

// The same for what a form of a page would send; `url` is where it leads.
export function sendForm(url, fields = {}) {
  const headers = { "X-CSRFToken": token() };
  return answered(url, { method: "POST", headers, body: new URLSearchParams(fields) });
}

async function answered(url, request) {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(PATIENCE) });
    const text = await response.text();
    return { status: response.status, body: parse(text), url: response.redirected ? response.url : "" };
  } catch {
    return { status: 0, body: {}, url: "" };
  }
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
