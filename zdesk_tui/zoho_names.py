"""What a connector is called in Zoho's dialogs, made from its name here.

Zoho's own wording of the rules was not found; they are inferred from identifiers that were seen.
"""

import re

from zdesk_tui.findings import Finding

LONGEST = 50
"""Most characters of a custom connector's name in Zoho Creator (documented there)."""

_BUILT_IN = ("crm", "raisesignal")
"""What Zoho's own calls begin with, as in `crm.set`."""


def label(name: str) -> str:
    """Return the name for a person's eyes: letters, digits and blanks, which no dialog refuses.

    Args:
        name: of the connector here.
    """
    return " ".join(re.findall("[A-Za-z0-9]+", name))[:LONGEST].rstrip()


def identifier(name: str) -> str:
    """Return what Zoho's identifiers make of a name: small letters and digits.

    Args:
        name: as it is typed there.
    """
    return re.sub("[^a-z0-9]", "", name.lower())


def link(name: str) -> str:
    """Return a connection's link name: small letters, digits and underscores.

    Args:
        name: of the connector here.
    """
    return label(name).lower().replace(" ", "_")


def check(name: str) -> tuple[Finding, ...]:
    """Return what there is to say about a name in view of Zoho's dialogs.

    Args:
        name: of the connector here.
    """
    found = []
    shown = label(name)
    if identifier(shown) in _BUILT_IN:
        text = (
            f"Zoho's own calls begin with {identifier(shown)}, so it may refuse a connector of "
            "that name; choose another one."
        )
        found.append(Finding("~", text, f"{name}-connector"))
    if len(" ".join(re.findall("[A-Za-z0-9]+", name))) > LONGEST:
        text = f"Zoho's dialog may take {LONGEST} characters; the sheet says {shown}."
        found.append(Finding("~", text))
    return tuple(found)
