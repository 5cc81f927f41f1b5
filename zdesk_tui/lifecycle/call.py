"""A call of a connector's API: sent with its own token, its answer handed over as it comes."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zdesk_tui import apis
from zdesk_tui.catalog import services
from zdesk_tui.connector import Api, Connector
from zdesk_tui.errors import NeedsConsent, Refused, ZdeskError
from zdesk_tui.lifecycle.token import valid_token
from zdesk_tui.plaintext import plain_lines
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho import call_words
from zdesk_tui.zoho.desk_words import ANOTHER_DATA_CENTER

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Stream

SECONDS = 60.0
"""The longest wait for the beginning of an answer, and for each further piece of it."""
HELD = 1024 * 1024
"""Bytes of an answer that are held to be looked at as a whole; what is longer passes through."""

_PAGES = ("text/html", "application/xhtml+xml")
_LETTER = 3
"""Bytes of a letter that may be there while its last one is not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that has begun.

    Args:
        status: the HTTP status.
        content_type: in small letters, without its parameters.
        head: the body as far as it is held.
        whole: whether that is all of it.
        seconds: until that much was there.
        error: what the answer means where it is none that was wished for.
        warnings: for the person.
        rest: yields what comes after the head; asked for once.
    """

    status: int
    content_type: str
    head: bytes
    whole: bool
    seconds: float
    error: ZdeskError | None
    warnings: tuple[str, ...]
    rest: AsyncIterator[bytes]

    @property
    def is_page(self) -> bool:
        """Whether it is a page for a browser and no data."""
        return self.content_type in _PAGES

    @property
    def text(self) -> str | None:
        """What is held of it for people, JSON with one value a line; None where it is no text.

        It holds no sign that acts on a terminal.
        """
        try:
            return plain_lines(json.dumps(json.loads(self.head), indent=2, ensure_ascii=False))
        except (ValueError, RecursionError):
            pass
        # What is held may end in the middle of a letter.
        body = self.head if self.whole else self.head[:-_LETTER]
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else plain_lines(text)

    @property
    def summary(self) -> str:
        """Status, time and size in a few words."""
        size = f"{len(self.head):,} bytes" if self.whole else f"more than {HELD // 1024:,} KiB"
        size = size if self.head else "nothing in the answer"
        return f"{self.status} in {self.seconds * 1000:.0f} ms, {size}"


@asynccontextmanager
async def called(
    workspace: Workspace, connector: Connector, api: Api, request: apis.Request
) -> AsyncIterator[Answer]:
    """Send a request with the connector's token, renewed once where Zoho does not take it.

    Args:
        workspace: where the connector is.
        connector: whose token is sent.
        api: that the request was made of.
        request: by `apis.request_of`, which knows whose hosts may get a token.

    Raises:
        ZdeskError: the connector lives in Zoho.
        NeedsConsent: only a person's consent helps.
        Refused: Zoho does not accept the client ID or the client secret.
        TryLater: Zoho was not reached, or throttles its accounts server.
        FileError: the connector could not be read.
    """
    from zdesk_tui.zoho.wire import Wire

    found = await valid_token(workspace, connector.name)
    token, warnings = found.access_token, found.warnings
    async with Wire(total_seconds=SECONDS) as wire:
        for again in (False, True):
            async with wire.opened(
                request.method,
                request.url,
                token=token,
                headers=request.headers,
                body=request.body,
            ) as stream:
                answer = await _begun(stream, connector, api, request, warnings)
                refused = _token_refused(answer.error)
                if refused is None:
                    yield answer
                    return
                if again:
                    command = workspace.command("reauthorize", connector.name)
                    raise NeedsConsent(
                        f"A renewed token did not help either. {refused.message}",
                        f"Run: {command}",
                    )
            found = await valid_token(workspace, connector.name, refused=token)
            token, warnings = found.access_token, (*warnings, *found.warnings)


async def _begun(
    stream: "Stream",
    connector: Connector,
    api: Api,
    request: apis.Request,
    warnings: tuple[str, ...],
) -> Answer:
    pieces = stream.pieces()
    head = bytearray()
    whole = True
    async for piece in pieces:
        head += piece
        if len(head) > HELD:
            whole = False
            break
    body = bytes(head)
    error = _meaning(stream, body, connector, api, request, whole=whole)
    return Answer(
        status=stream.status,
        content_type=stream.content_type.lower(),
        head=body,
        whole=whole,
        seconds=stream.seconds,
        error=error,
        warnings=warnings,
        rest=pieces,
    )


def _meaning(
    stream: "Stream",
    body: bytes,
    connector: Connector,
    api: Api,
    request: apis.Request,
    *,
    whole: bool,
) -> ZdeskError | None:
    from zdesk_tui.zoho.wire import Reply, as_json

    content, is_json = as_json(body) if whole else (None, False)
    is_page = stream.content_type.lower() in _PAGES
    if stream.status < 400 and not isinstance(content, dict) and not is_page:
        # Nothing, a list, a file, or more than is held: as it was asked for.
        return None
    reply = Reply(
        status=stream.status,
        content=content,
        is_json=is_json,
        seconds=stream.seconds,
        empty=not body.strip(),
        retry_after=stream.retry_after,
    )
    error = call_words.explained(
        reply,
        services.of(request.service),
        connector.user_data_center,
        request.url,
        request.method,
        request.headers,
    )
    missing = apis.lacking(api, connector.scopes)
    if isinstance(error, Refused) and error.mends == "scopes" and missing:
        return Refused(
            error.message,
            f"Add {', '.join(missing)} to the connector and consent again.",
            word=error.word,
            mends=error.mends,
        )
    return error


def _token_refused(error: ZdeskError | None) -> Refused | None:
    """Return the refusal if a renewed token may mend it."""
    if not isinstance(error, Refused):
        return None
    return error if error.mends == "consent" or error.word == ANOTHER_DATA_CENTER else None
