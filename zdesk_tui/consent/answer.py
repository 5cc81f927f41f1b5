"""What a redirect says: a grant code with its data center, or a refusal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zdesk_tui.datacenters import DataCenter, DataCenters, home_of_account
from zdesk_tui.errors import BadAnswer
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret

# Zoho documents no form for its codes, so only what cannot be one is refused.
_CODE = re.compile(r"[\x21-\x7e]{1,1024}")


@dataclass(frozen=True, slots=True)
class Answer:
    """Consent was given.

    Args:
        code: the grant code; it is good once, for about a minute.
        data_center: where the person's account lives, and so where the code is exchanged.
    """

    code: Secret
    data_center: DataCenter


@dataclass(frozen=True, slots=True)
class Refusal:
    """Consent was refused.

    Args:
        error: the error word, such as `access_denied`, safe to show.
        with_state: whether it came with a `state`. Whether Zoho repeats it with an error is not
            documented, and without it anybody may have written the address.
    """

    error: str
    with_state: bool


def read_answer(
    params: Mapping[str, str], table: DataCenters, client: DataCenter
) -> Answer | Refusal:
    """Return what the parameters of a redirect say.

    The caller has compared `state` already, before anything else was looked at.

    Args:
        params: the decoded parameters of the redirect's query.
        table: the named data centers.
        client: where the client is registered.

    Raises:
        BadAnswer: there is no usable code, or the data center cannot be trusted.
    """
    if params.get("error"):
        return Refusal(plain(params["error"], 80), with_state=bool(params.get("state")))
    code = params.get("code", "")
    if not _CODE.fullmatch(code):
        raise BadAnswer(
            "The answer holds no usable grant code.",
            "Make a new link and consent again.",
            mends="consent",
        )
    # The error of the table quotes these two, hence plain; they only ever pick a row of it.
    home = home_of_account(
        table,
        client,
        plain(params.get("location", "")) or None,
        plain(params.get("accounts-server", "")) or None,
    )
    return Answer(Secret(code), home)
