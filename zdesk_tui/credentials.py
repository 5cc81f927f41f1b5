"""Client ID, client secret, and what is typed to get them: liberal checks with plain reasons.

Zoho documents no form. What is known comes from its samples and from what programs hold: an ID is
`1000.` and some 30 capitals and digits, a secret some 42 hexadecimal digits. So only what cannot
be right is refused; another form is worth a look. Nothing is changed without a word: what is
certain to be wrong is offered as a repair. No sentence holds a secret.
"""

import re
import unicodedata
from dataclasses import dataclass

from zdesk_tui.findings import Finding
from zdesk_tui.secret import Secret

SUGGESTED_HOMEPAGE = "https://www.example.com"
"""The API Console wants a homepage, and takes any."""

_ID = re.compile(r"\d{4}\.[A-Z0-9]{20,40}", re.ASCII)
_SECRET = re.compile(r"[0-9a-f]{32,64}")
_TOKEN = re.compile(r"\d{4}\.[0-9a-f]{16,}\.[0-9a-f]{16,}", re.IGNORECASE | re.ASCII)
# Neither is a piece of something longer: the two halves of a token look like both.
_ID_INSIDE = re.compile(r"(?<![\w.])\d{4}\.[A-Za-z0-9]{20,40}(?![\w.])", re.ASCII)
_SECRET_INSIDE = re.compile(r"(?<![\w.])[0-9A-Fa-f]{32,64}(?![\w.])", re.ASCII)
_MASKED = re.compile(r"[*•●·∙⋅xX]+|\.+|…+")
_QUOTES = "\"'`´‘’‚‛“”„‟«»"
_FALLBACK_NAME = "Desk connector"


@dataclass(frozen=True, slots=True)
class Repair:
    """What would put a client ID and a client secret right, when it can be told for certain.

    Args:
        does: what taking it does, to follow the name of a key; holds no secret.
        client_id: the whole new value.
        client_secret: the whole new value.
    """

    does: str
    client_id: str
    client_secret: Secret


def repair(client_id: str, client_secret: Secret) -> Repair | None:
    """Return the repair of the two values together, or None where there is nothing certain.

    Args:
        client_id: as typed or pasted.
        client_secret: as typed or pasted.
    """
    typed = client_secret.reveal()
    one, other = _alone(client_id), _alone(typed)
    if _both(client_id) and other in ("", _found(_SECRET_INSIDE, client_id)[0]):
        return _apart(client_id)
    if _both(typed) and one.upper() in ("", _found(_ID_INSIDE, typed)[0]):
        return _apart(typed)
    if (_is_id(other) and not _is_id(one)) or (_is_secret(one) and not _is_secret(other)):
        does = "swaps the two" if one and other else "puts it into the other field"
        return Repair(does, other.upper() if _is_id(other) else other, Secret(one))
    if _is_id(one):
        one = one.upper()
    if (one, other) == (client_id, typed):
        return None
    only_capitals = (one, other) == (client_id.upper(), typed)
    does = "writes it in capitals" if only_capitals else "leaves out what does not belong to it"
    return Repair(does, one, Secret(other))


def check_client_id(text: str) -> tuple[Finding, ...]:
    """Return what there is to say about a client ID as it was typed or pasted."""
    if not clean(text):
        return (Finding("!", "The client ID is missing."),)
    if wrong := _not_alone(text, "client ID"):
        return (Finding("!", wrong),)
    if not _is_id(text):
        odd = "It does not look like other client IDs: 1000. and some 30 capitals and digits."
        return (Finding("~", odd),)
    if text != text.upper():
        return (Finding("~", "Client IDs are written in capitals."),)
    return (Finding("+", "Looks right."),)


def check_client_secret(
    text: str, client_id: str = "", *, needed: bool = True
) -> tuple[Finding, ...]:
    """Return what there is to say about a client secret; never the secret itself.

    Args:
        text: as typed or pasted.
        client_id: what stands in the other field, if anything does.
        needed: whether this type of client always has one.
    """
    if not text and not needed:
        return (Finding("+", "None; a client of this type may have no secret."),)
    if not clean(text):
        return (Finding("!", "The client secret is missing."),)
    if wrong := _not_alone(text, "client secret"):
        return (Finding("!", wrong),)
    if text == clean(client_id):
        return (Finding("!", "This is the same as the client ID; the secret stands below it."),)
    size = "one character" if len(text) == 1 else f"{len(text)} characters"
    if _MASKED.fullmatch(text):
        return (Finding("~", "These look like the dots of a hidden field; copy it shown."),)
    if not _SECRET.fullmatch(text):
        odd = f"Unusual: {size}. Most secrets are 42, of 0 to 9 and a to f."
        return (Finding("~", odd),)
    return (Finding("+", f"Looks right, {size}."),)


def check_client_name(text: str) -> tuple[Finding, ...]:
    """Return what the API Console would say about a client name.

    Its rule for special characters is documented; that it refuses the word "Zoho" is what users
    report.
    """
    if not text.strip():
        return (Finding("!", "The console wants a client name; it is only a label."),)
    repair = suggested_client_name(text)
    odd = next((sign for sign in text if not _in_a_name(sign)), None)
    if odd is not None:
        sign = f'"{odd}"' if odd.isprintable() else f"U+{ord(odd):04X}"
        text = f"The console takes letters, digits, blanks, _ and & in a name, but no {sign}."
        return (Finding("!", text, repair),)
    findings = []
    if not text.isascii():
        plain = "Whether the console takes letters outside ASCII in a name is not known."
        findings.append(Finding("~", plain))
    if "zoho" in text.lower():
        findings.append(Finding("~", 'The console may refuse a name with "Zoho" in it.', repair))
    if text != text.strip():
        findings.append(Finding("~", "There are blanks at the ends of the name.", text.strip()))
    return tuple(findings) or (Finding("+", "A name that the console takes."),)


def suggested_client_name(connector_name: str) -> str:
    """Return a client name that the API Console takes, made from a connector's name."""
    name = "".join(sign if _in_a_name(sign) and sign.isascii() else " " for sign in connector_name)
    while "zoho" in name.lower():
        name = re.sub("zoho", "", name, flags=re.IGNORECASE)
    name = " ".join(name.split())
    return name if any(sign.isalnum() for sign in name) else _FALLBACK_NAME


def clean(text: str) -> str:
    """Return a value without the blanks, quotes and invisible characters at its ends."""
    start, end = 0, len(text)
    while start < end and _stray(text[start]):
        start += 1
    while end > start and _stray(text[end - 1]):
        end -= 1
    return text[start:end]


def _not_alone(text: str, wanted: str) -> str:
    """Say why a text is not the wanted value and nothing else, or "" where it may be."""
    value, alone = clean(text), _alone(text)
    is_it, is_other = (_is_id, _is_secret) if wanted == "client ID" else (_is_secret, _is_id)
    if _both(text):
        return "The client ID and the client secret stand here both."
    if is_other(alone):
        other = "client secret" if wanted == "client ID" else "client ID"
        return f"This looks like a {other}. Are the two swapped?"
    if _TOKEN.search(value) and not is_it(alone):
        return "This looks like a grant code or a token; those come later, at consent."
    if is_it(alone) and alone.lower() in value.lower() and alone != value:
        return f"More than the {wanted} was copied; only the value itself belongs here."
    if any(sign.isspace() for sign in value):
        return "There is a blank or a line break inside; was it copied whole, and alone?"
    if any(_invisible(sign) for sign in value):
        return "There is an invisible character inside."
    if value != text:
        return (
            "There are blanks, quotes or invisible characters at the ends; they do not belong "
            "to it."
        )
    return ""


def _alone(text: str) -> str:
    """Return the one value that a text holds for certain; else the text without its ends."""
    value = clean(text)
    joined = "".join(sign for sign in value if not sign.isspace() and not _invisible(sign))
    if _is_id(joined) or _is_secret(joined):
        return joined
    found = _found(_ID_INSIDE, text) + _found(_SECRET_INSIDE, text)
    return found[0] if len(found) == 1 else value


def _both(text: str) -> bool:
    return len(_found(_ID_INSIDE, text)) == len(_found(_SECRET_INSIDE, text)) == 1


def _apart(text: str) -> Repair:
    (client_id,), (client_secret,) = _found(_ID_INSIDE, text), _found(_SECRET_INSIDE, text)
    return Repair("puts each into its own field", client_id, Secret(client_secret))


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the different values of a form that stand in a text, IDs in capitals."""
    capitals = pattern is _ID_INSIDE
    return list(dict.fromkeys(one.upper() if capitals else one for one in pattern.findall(text)))


def _is_id(value: str) -> bool:
    return value.isascii() and _ID.fullmatch(value.upper()) is not None


def _is_secret(value: str) -> bool:
    return _SECRET.fullmatch(value.lower()) is not None


def _in_a_name(sign: str) -> bool:
    return sign.isalnum() or sign in " _&"


def _invisible(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def _stray(sign: str) -> bool:
    return sign.isspace() or sign in _QUOTES or _invisible(sign)
