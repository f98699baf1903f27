"""Browser windows of signed-in people that remember everything that went wrong in them."""

from contextlib import contextmanager

PATIENCE = 20_000
# A refused script, style or address speaks up in the console as well.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP", event.violatedDirective, event.blockedURI));
"""
NETWORK = ("Failed to load resource", "net::ERR", "htmx:sendError")


class Windows:
    """Opens a window for a person of a running site, and keeps its faults."""

    def __init__(self, browser, site):
        self.browser = browser
        self.site = site
        self.faults = []
        self.opened = []

    def sign_in(self, username, **context):
        """Open a window and go through the sign-in page as this person."""
        window = self.browser.new_context(
            base_url=self.site["url"].rstrip("/"), **{"locale": "zh-CN", **context}
        )
        self.opened.append(window)
        window.set_default_timeout(PATIENCE)
        window.add_init_script(TELL_VIOLATIONS)
        window.on("weberror", lambda fault: self.note(username, fault.error))
        window.on("console", lambda message: self.heard(username, message))
        window.on("response", lambda answer: self.answered(username, answer))
        page = window.new_page()
        page.goto("/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(self.password_of(username))
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)
        return page

    def password_of(self, username):
        accounts = self.site["accounts"]
        return next(a["password"] for a in accounts if a["username"] == username)

    def heard(self, username, message):
        if message.type in {"error", "warning"}:
            self.note(username, f"{message.location['url']}: {message.text}")

    def answered(self, username, answer):
        if answer.status >= 400:
            self.note(username, f"{answer.status} {answer.url}")

    def note(self, username, fault):
        self.faults.append(f"{username}: {fault}")

    @contextmanager
    def cut_off(self):
        """For as long as the site is away, windows may say that they miss it."""
        before = len(self.faults)
        yield
        since = self.faults[before:]
        self.faults[before:] = [
            fault for fault in since if not any(word in fault for word in NETWORK)
        ]

    def close(self):
        for window in self.opened:
            window.close()
