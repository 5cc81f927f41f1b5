"""The console's dialogs: their fields in order, by the labels that a person reads, and the checks.

Request Token URL, Access Token URL, Refresh Token URL, Client ID, Client Secret and Redirect URL
are Zoho's words; the other labels are not documented and may differ there.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import FormData

from zdesk_tui.datacenters import LOOPBACK_HOSTS
from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.sigma.records import Api
from zdesk_tui.sandbox.sigma.shelf import identifier

Values = dict[str, str]
"""Text by label: what a dialog holds, or what is wrong with its fields."""

CONNECTOR = ("Connector Name", "Request Token URL", "Access Token URL", "Refresh Token URL")
CREDENTIALS = ("Client ID", "Client Secret")
_ROWS = range(1, 6)
"""The numbers of the rows of names and values; a person sees the labels without them."""
API = (
    "API Name",
    "Method",
    "URL",
    *(f"Parameter {part} {row}" for row in _ROWS for part in ("name", "value")),
    *(f"Header {part} {row}" for row in _ROWS for part in ("name", "value")),
    "Body",
)
SERVICE = (
    "Service Name",
    "Authentication Type",
    "Param Type",
    "Grant Type",
    "Client Id",
    "Client Secret",
    "Authorize URL",
    "Access Token URL",
    "Refresh Token URL",
    "Revoke Token URL",
    "Scope Delimiter",
    "Scope",
)
CONNECTION = ("Connection Name", "Connection LinkName")
WORDING = "<p>Zoho's wording may differ.</p>\n"

CHOICES: dict[str, tuple[str, ...]] = {
    "Method": ("GET", "POST", "PUT", "PATCH", "DELETE"),
    "Authentication Type": ("OAuth 2",),
    "Param Type": ("Header", "Query"),
    "Grant Type": ("Authorization Code",),
    "Scope Delimiter": ("Comma", "Space", "Plus"),
}
"""Of the fields that offer some; the first is chosen at first."""

_LONG = {"Body": "Body", "Scope": "Scope, one per line"}
"""What stands at the fields of several lines."""
_MAY_BE_EMPTY = re.compile(r"Body|Revoke Token URL|(Parameter|Header) (name|value) \d")
_BUILT_IN = ("crm", "raisesignal")
"""What Zoho's own calls of this kind begin with; that it refuses them is inferred."""
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def field_name(label: str) -> str:
    """Return what a field is called in the form that is sent."""
    return label.lower().replace(" ", "_")


def read(form: FormData, labels: Sequence[str]) -> Values:
    """Return what was typed, by label, without blanks around it."""
    return {label: str(form.get(field_name(label), "")).strip() for label in labels}


def fields(labels: Sequence[str], sent: Mapping[str, str], problems: Mapping[str, str]) -> str:
    """Return a dialog's fields in order, each with what is wrong with it."""
    return "".join(_field(label, sent.get(label, ""), problems.get(label)) for label in labels)


def problems(labels: Sequence[str], sent: Values, *, port: int) -> Values:
    """Return what a dialog refuses, by label.

    Args:
        labels: the dialog's.
        sent: what was typed.
        port: the sandbox's; its own addresses may be without https.
    """
    found = {label: _problem(label, sent[label], port=port) for label in labels}
    for label in labels:
        of_value = label.replace(" name ", " value ")
        if of_value != label and sent.get(of_value) and not sent[label]:
            found[label] = f"Enter the {label[:-2]} of this value"
    return {label: text for label, text in found.items() if text}


def is_here(url: str, port: int) -> bool:
    """Tell whether an address is one of this sandbox, which reaches no other."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme == "http"
            and parts.hostname in LOOPBACK_HOSTS
            and parts.port == port
            and parts.username is None
        )
    except ValueError:
        return False


def placeholders(api: Api) -> list[str]:
    """Return the names of an API's placeholders, in the order in which they stand."""
    texts = [api.url, *api.headers.values(), *api.parameters.values(), api.body]
    return list(dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the values in the places of its placeholders."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def value_problem(value: str) -> str | None:
    """Return what is wrong with a placeholder's value."""
    return "The value holds a character that cannot be seen" if _CONTROL.search(value) else None


def pairs(sent: Values, kind: str) -> dict[str, str]:
    """Return the names and values of a dialog's rows.

    Args:
        sent: what the dialog holds.
        kind: `Parameter` or `Header`.
    """
    rows = ((sent[f"{kind} name {row}"], sent[f"{kind} value {row}"]) for row in _ROWS)
    return {name: value for name, value in rows if name}


def _field(label: str, value: str, problem: str | None) -> str:
    name = field_name(label)
    if label in CHOICES:
        choices = [(one, one) for one in CHOICES[label]]
        return pages.select(label, name, choices, value) + pages.problem_line(problem)
    if label in _LONG:
        return pages.text_area(_LONG[label], name, value, problem)
    return pages.text_field(label.rstrip(" 0123456789"), name, value, problem)


def _problem(label: str, value: str, *, port: int) -> str | None:
    if not value:
        return None if _MAY_BE_EMPTY.fullmatch(label) else f"Enter the {label}"
    if label in CHOICES:
        return None if value in CHOICES[label] else f"Choose the {label}"
    parts = value.split("\n") if label in _LONG else [value]
    if label != "Body" and any(_CONTROL.search(part.removesuffix("\r")) for part in parts):
        return f"The {label} holds a character that cannot be seen"
    if label.endswith("URL"):
        return _url_problem(label, value, port=port)
    if label.endswith("Name"):
        return _name_problem(label, value)
    if label.startswith("Header name") and not _HEADER_NAME.fullmatch(value):
        return f"A Header name takes no blanks, colons or the like: {value}"
    return None


def _name_problem(label: str, value: str) -> str | None:
    if not identifier(value):
        return f"The {label} needs a letter or a digit from a to z and 0 to 9"
    if label == "Connector Name" and identifier(value) in _BUILT_IN:
        return f"{identifier(value)} is what Zoho's own calls begin with; choose another name"
    if label == "Connection LinkName" and not re.fullmatch("[A-Za-z0-9_]+", value):
        return "The Connection LinkName takes letters, digits and _"
    return None


def _url_problem(label: str, value: str, *, port: int) -> str | None:
    if re.search(r"\s", value):
        return f"The {label} holds a blank; write %20 for one"
    if "#" in value:
        return f"The {label} holds a #; what stands behind it is never sent"
    here = is_here(value, port)
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname) and (parts.scheme == "https" or here)
    except ValueError:
        whole = False
    if not whole:
        return f"The {label} is not a whole address that begins with https://: {value}"
    if "${" in f"{parts.scheme}{parts.netloc}":
        return f"A placeholder of the {label} may stand in its path and query, not in its host"
    return None
