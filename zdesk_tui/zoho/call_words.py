"""What a refused call means to the person who wrote it: a value, an address, or a method is wrong.

The other words of a service are explained where they are for every call alike.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from zdesk_tui.catalog.services import Service
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.zoho import desk_words, service_words

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply

_MOST_FIELDS = 5
_TYPES = {"missing": "is missing", "invalid": "is invalid", "duplicate": "is there already"}
"""What Desk's `errorType` says of a field; any other word is quoted."""
_NAMES = ("fieldName", "api_name")
"""Under which Desk and CRM name a field."""
_ADDRESS = {404: "has nothing at this address", 405: "does not take {method} at this address"}


def explained(
    reply: "Reply",
    service: Service,
    data_center: DataCenter,
    url: str,
    method: str,
    headers: Mapping[str, str],
) -> ZdeskError | None:
    """Return the error that the answer of a call stands for, or None when it is good.

    Args:
        reply: the answer.
        service: that answered.
        data_center: where it was asked.
        url: that was asked.
        method: such as `GET`.
        headers: that were sent, without the token.
    """
    host = service_words.host_of(url).partition("?")[0]
    if service.key == "desk":
        error = desk_words.explained(reply, data_center, _organization(service, headers))
    else:
        error = service_words.explained(reply, service, url.partition("?")[0])
    if not isinstance(error, Refused) or not (reply.is_json or reply.empty):
        return error
    code, said = _code(reply.content)
    fields = list(_fields(reply.content))
    if fields and reply.status in (200, 202, 207, 400, 422):
        more = f" and {len(fields) - _MOST_FIELDS} more" if len(fields) > _MOST_FIELDS else ""
        quoted = f" It says: {said}" if said else ""
        return Refused(
            f"{host} found a value wrong ({code or f'status {reply.status}'}): "
            f"{', '.join(fields[:_MOST_FIELDS])}{more}.{quoted}",
            "Correct it and call again.",
            word=error.word,
        )
    if reply.status in _ADDRESS:
        what = _ADDRESS[reply.status].format(method=method)
        advice = "Look at the API's URL and method."
        if reply.status == 404:
            advice = "There may be no such record, or the API's URL is wrong."
        return Refused(f"{host} {what} ({error.word}).", advice, word=error.word)
    if reply.status in (400, 413, 415, 422) and error.mends in (None, "organization"):
        quoted = f" It says: {said}" if said else ""
        return Refused(
            f"{host} could not use what was sent ({code or f'status {reply.status}'}).{quoted}",
            "Look at the API's parameters, headers and body.",
            word=error.word,
        )
    rule = service.organization
    without = rule.selector == "header" and not _organization(service, headers)
    if reply.status == 403 and error.mends is None and without:
        return Refused(
            f"{error.message} The API sends no {rule.name}.",
            f"Add the header {rule.name} with the {rule.id_words}, and call again.",
            word=error.word,
        )
    return error


def _organization(service: Service, headers: Mapping[str, str]) -> str | None:
    wanted = service.organization.name.lower()
    return next((value for name, value in headers.items() if name.lower() == wanted), None)


def _code(content: object) -> tuple[str, str]:
    """Return the word of a refusal and what it says beside it, each "" where there is none."""
    for one in _refusals(content):
        found = one.get("errorCode", one.get("code"))
        said = one.get("message", one.get("errorMessage"))
        if isinstance(found, str | int):
            return plain(str(found), 60), plain(said, 200) if isinstance(said, str) else ""
    return "", ""


def _fields(content: object) -> Iterator[str]:
    """Yield each field that a refusal names, with what is wrong with it where that is said."""
    for one in _refusals(content):
        details = one.get("details")
        for part in (one, details if isinstance(details, dict) else {}):
            name = next((part[key] for key in _NAMES if part.get(key)), None)
            if not isinstance(name, str):
                continue
            kind = one.get("errorType")
            what = _TYPES.get(kind, f"({plain(kind, 40)})") if isinstance(kind, str) else ""
            yield f"{plain(name, 60).strip('/')} {what}".strip()


def _refusals(content: object) -> Iterator[dict[str, object]]:
    """Yield a refusal, and those of single records and fields below it."""
    if not isinstance(content, dict):
        return
    yield content
    for key in ("errors", "data"):
        rows = content.get(key)
        yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
