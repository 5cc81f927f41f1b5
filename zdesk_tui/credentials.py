"""Client ID, client secret, and what is typed to get them: liberal checks with plain reasons.

Zoho documents no form. What is known comes from its samples and from what programs hold: an ID is
`1000.` and some 30 capitals and digits, a secret some 42 hexadecimal digits. So only what cannot
be right is refused; another form is worth a look. No sentence or repair holds a secret.
"""

import re
import unicodedata

from zdesk_tui.findings import Finding

SUGGESTED_HOMEPAGE = "https://www.example.com"
"""The API Console wants a homepage, and takes any."""

_ID = re.compile(r"\d{4}\.[A-Z0-9]{20,40}")
_SECRET = re.compile(r"[0-9a-f]{32,64}")
_TOKEN = re.compile(r"\d{4}\.[0-9a-f]{16,}\.[0-9a-f]{16,}", re.IGNORECASE)
_MASKED = re.compile(r"[*•●·∙⋅xX]+|\.+|…+")
_QUOTES = "\"'`´‘’‚‛“”„‟«»"
_FALLBACK_NAME = "Desk connector"

_TOKEN_TEXT = "This looks like a grant code or a token; those come later, at consent."  # noqa: S105
_ENDS = "There are blanks, quotes or invisible characters at the ends; they do not belong to it."
_BLANK_INSIDE = "There is a blank or a line break inside; was it copied whole, and alone?"


def clean(text: str) -> str:
    """Return a value without the blanks, quotes and invisible characters at its ends."""
    start, end = 0, len(text)
    while start < end and _stray(text[start]):
        start += 1
    while end > start and _stray(text[end - 1]):
        end -= 1
    return text[start:end]


def check_client_id(text: str) -> tuple[Finding, ...]:
    """Return what there is to say about a client ID as it was typed or pasted."""
    value = clean(text)
    if not value:
        return (Finding("!", "The client ID is missing."),)
    if _TOKEN.fullmatch(value):
        return (Finding("!", _TOKEN_TEXT),)
    if _SECRET.fullmatch(value.lower()):
        return (Finding("!", "This looks like a client secret. Are the two swapped?"),)

    joined = "".join(sign for sign in value if not sign.isspace() and not _invisible(sign))
    whole = joined if _ID.fullmatch(joined) else None
    findings = []
    if any(sign.isspace() for sign in value):
        findings.append(Finding("!", _BLANK_INSIDE, whole))
    elif any(_invisible(sign) for sign in value):
        findings.append(Finding("!", "There is an invisible character inside.", whole))
    elif value != text:
        findings.append(Finding("~", _ENDS, value))
    if findings and findings[0].mark == "!":
        return tuple(findings)

    if _ID.fullmatch(value.upper()) and value != value.upper():
        text = "Client IDs are written in capitals."
        findings.append(Finding("~", text, value.upper()))
    elif not _ID.fullmatch(value):
        text = "It does not look like other client IDs: 1000. and some 30 capitals and digits."
        findings.append(Finding("~", text))
    return tuple(findings) or (Finding("+", "Looks right."),)


def check_client_secret(text: str, client_id: str = "") -> tuple[Finding, ...]:
    """Return what there is to say about a client secret; never the secret itself.

    Args:
        text: as typed or pasted.
        client_id: what stands in the other field, if anything does.
    """
    value = clean(text)
    if not value:
        return (Finding("!", "The client secret is missing."),)
    if _TOKEN.fullmatch(value):
        return (Finding("!", _TOKEN_TEXT),)
    if _ID.fullmatch(value.upper()):
        return (Finding("!", "This looks like a client ID. Are the two swapped?"),)
    if value == clean(client_id):
        return (Finding("!", "This is the same as the client ID; the secret stands below it."),)
    if any(sign.isspace() for sign in value):
        return (Finding("!", _BLANK_INSIDE),)
    if any(_invisible(sign) for sign in value):
        return (Finding("!", "There is an invisible character inside; copy it again."),)

    findings = []
    if value != text:
        findings.append(Finding("~", _ENDS))
    size = "one character" if len(value) == 1 else f"{len(value)} characters"
    if _MASKED.fullmatch(value):
        findings.append(Finding("~", "These look like the dots of a hidden field; copy it shown."))
    elif not _SECRET.fullmatch(value):
        findings.append(
            Finding("~", f"Unusual: {size}. Most secrets are 42, of 0 to 9 and a to f.")
        )
    return tuple(findings) or (Finding("+", f"Looks right, {size}."),)


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


def check_homepage(text: str) -> tuple[Finding, ...]:
    """Return what the API Console would say about a homepage URL; it takes any, real or not."""
    value = text.strip()
    if not value:
        text = f"The console wants a homepage; any will do, such as {SUGGESTED_HOMEPAGE}."
        return (Finding("!", text, SUGGESTED_HOMEPAGE),)
    if any(sign.isspace() or _invisible(sign) for sign in value):
        return (Finding("!", "There is a blank or an invisible character inside the address."),)
    scheme, mark, rest = value.partition("://")
    if not mark:
        text = "https:// is missing in front of the homepage."
        return (Finding("!", text, f"https://{value.lstrip('/')}"),)
    if scheme.lower() not in ("http", "https"):
        return (Finding("!", "The homepage begins with http:// or https://."),)
    if not re.split("[/?#]", rest)[0]:
        return (Finding("!", "The homepage has no host, such as www.example.com."),)
    if value != text:
        return (Finding("~", "There are blanks at the ends of the address.", value),)
    return (Finding("+", "A homepage that the console takes."),)


def suggested_client_name(connector_name: str) -> str:
    """Return a client name that the API Console takes, made from a connector's name."""
    name = "".join(sign if _in_a_name(sign) and sign.isascii() else " " for sign in connector_name)
    while "zoho" in name.lower():
        name = re.sub("zoho", "", name, flags=re.IGNORECASE)
    name = " ".join(name.split())
    return name if any(sign.isalnum() for sign in name) else _FALLBACK_NAME


def _in_a_name(sign: str) -> bool:
    return sign.isalnum() or sign in " _&"


def _invisible(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def _stray(sign: str) -> bool:
    return sign.isspace() or sign in _QUOTES or _invisible(sign)
