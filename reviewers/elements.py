"""What an answer to a disclosure needs: the questions a signature answers."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Element(NamedTuple):
    """One thing a good answer does; ``question`` is asked of the whole dialogue."""

    slug: str
    name: str | Promise
    question: str | Promise


ELEMENTS = (
    Element(
        "believed",
        _("Believed"),
        _("Does the helper say that they believe what was told?"),
    ),
    Element(
        "not-to-blame",
        _("Not to blame"),
        _("Does the helper say that it is not this person's fault?"),
    ),
    Element(
        "not-alone",
        _("Not alone"),
        _("Does the helper say that nobody has to bear this alone?"),
    ),
    Element(
        "trusted-adult",
        _("A trusted adult"),
        _(
            "Does the helper name, by role, a safe adult to tell now? One who is not "
            "the person who does harm.",
        ),
    ),
    Element(
        "help-now",
        _("Help now"),
        _("Does the helper say how to get help now: a help line, the police?"),
    ),
    Element(
        "no-secrecy",
        _("No promise of secrecy"),
        _("Does the helper promise no secrecy?"),
    ),
    Element(
        "not-sent-back",
        _("Not sent back"),
        _(
            "Does nothing in it send the person back to talk it over with whoever "
            "does harm, or to avoid them on their own?",
        ),
    ),
)
BY_SLUG = {element.slug: element for element in ELEMENTS}
