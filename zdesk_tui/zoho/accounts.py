"""Zoho's accounts server: the consent link, the tokens, and whose they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from zdesk_tui.connector import AccessType, Client
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import Refused, TryLater, ZdeskError
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret
from zdesk_tui.zoho import words

if TYPE_CHECKING:
    from zdesk_tui.zoho.wire import Reply, Wire

PairVerdict = Literal["known", "other client", "wrong secret", "other redirect", "cannot tell"]
"""What an accounts server says of a client ID and a client secret, as far as one can see."""

HOUR = 3600.0
_DAY = 86_400
_NO_CODE = Secret(f"1000.{'0' * 32}.{'0' * 32}")
"""A grant code that cannot exist."""
_VERDICTS: dict[str, PairVerdict] = {
    **dict.fromkeys(words.GONE, "known"),
    "invalidclient": "other client",
    "invalidclientsecret": "wrong secret",
    "invalidredirecturi": "other redirect",
}
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What an exchange or a renewal brought.

    Args:
        access_token: for the `Authorization` header.
        lifetime: seconds for which it is good.
        refresh_token: only of an exchange, only for offline access after a fresh consent.
        api_domain: base URL of the APIs as Zoho names it; only a cross-check.
        scopes: what was granted, when the answer says so.
    """

    access_token: Secret
    lifetime: float
    refresh_token: Secret | None = None
    api_domain: str | None = None
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whose token it is, as far as Zoho says.

    Args:
        account: the e-mail address.
        zuid: the Zoho user ID, digits as text.
        name: for people.
    """

    account: str | None = None
    zuid: str | None = None
    name: str | None = None


def consent_url(
    data_center: DataCenter,
    *,
    client_id: str,
    redirect_uri: str,
    scopes: Iterable[str],
    access_type: AccessType,
    state: str,
    challenge: str = "",
    prompt_consent: bool = True,
) -> str:
    """Return the link on which a person consents.

    Args:
        data_center: where the client is registered (documented).
        client_id: of the client.
        redirect_uri: exactly as registered.
        scopes: in order; sent with commas, which every endpoint takes (documented).
        access_type: `offline` asks for a refresh token.
        state: comes back with the answer.
        challenge: of PKCE (S256); without one nothing is said of it.
        prompt_consent: ask the person even if they agreed before. Without it Zoho hands out no
            second refresh token (documented).
    """
    parameters = {
        "response_type": "code",
        "client_id": quote(client_id, safe=""),
        "scope": ",".join(quote(scope, safe="") for scope in scopes),
        "redirect_uri": quote(redirect_uri, safe=""),
        "access_type": access_type,
    }
    if prompt_consent:
        parameters["prompt"] = "consent"
    parameters["state"] = quote(state, safe="")
    if challenge:
        parameters["code_challenge"] = quote(challenge, safe="")
        parameters["code_challenge_method"] = "S256"
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"{data_center.authorization_url}?{query}"


async def exchange(
    wire: "Wire",
    data_center: DataCenter,
    client: Client,
    code: Secret,
    *,
    verifier: Secret | None = None,
    registered_in: DataCenter | None = None,
) -> TokenAnswer:
    """Turn a grant code into tokens. A code works once.

    Args:
        wire: an open wire.
        data_center: where the person's account lives.
        client: asks, with its credentials in the form body.
        code: from the redirect.
        verifier: the PKCE verifier behind the link that the code answers.
        registered_in: where the client is registered, if elsewhere: for explanations only.

    Raises:
        Refused: Zoho said no; `mends` names the step.
        TryLater: no usable answer. The same code may still be sent again while it is young.
    """
    form = signed("authorization_code", client, data_center)
    # A code made in the console (Self Client) belongs to no redirect URI.
    if client.redirect_uri:
        form["redirect_uri"] = client.redirect_uri
    form["code"] = code
    if verifier is not None:
        form["code_verifier"] = verifier
    question = words.Question("exchange", data_center, client, registered_in or data_center)
    return token_answer(await wire.ask("POST", data_center.token_url, form=form), question)


async def knows_pair(wire: "Wire", data_center: DataCenter, client: Client) -> PairVerdict:
    """Do as `ask_pair` does; a server that does not answer cannot tell either."""
    try:
        return await ask_pair(wire, data_center, client)
    except ZdeskError:
        return "cannot tell"


async def ask_pair(wire: "Wire", data_center: DataCenter, client: Client) -> PairVerdict:
    """Ask whether a client ID and a client secret belong together here: advice, never proof.

    An exchange is asked for with a code that cannot exist; what is wrong with the client is
    answered before what is wrong with the code.

    Args:
        wire: an open wire.
        data_center: where the client is registered.
        client: with the redirect URI that was registered.

    Raises:
        TryLater: no usable answer, or throttled.
    """
    try:
        await exchange(wire, data_center, client, _NO_CODE)
    except Refused as error:
        return _VERDICTS.get(words.squeezed(error.word), "cannot tell")
    return "cannot tell"


async def refresh(
    wire: "Wire",
    data_center: DataCenter,
    client: Client,
    refresh_token: Secret,
    *,
    registered_in: DataCenter | None = None,
) -> TokenAnswer:
    """Renew the access token. Zoho allows 10 renewals in 10 minutes (documented).

    Args:
        wire: an open wire.
        data_center: where the person's account lives.
        client: asks, with its credentials in the form body.
        refresh_token: of the grant; stays as it is.
        registered_in: where the client is registered, if elsewhere: for explanations only.

    Raises:
        NeedsConsent: the refresh token is no longer good.
        Refused: Zoho said no to the client.
        TryLater: no usable answer, or throttled: `until` says how long.
    """
    form = signed("refresh_token", client, data_center)
    form["refresh_token"] = refresh_token
    question = words.Question("refresh", data_center, client, registered_in or data_center)
    return token_answer(await wire.ask("POST", data_center.token_url, form=form), question)


async def revoke(
    wire: "Wire", data_center: DataCenter, client: Client, token: Secret, *, offline: bool = True
) -> bool:
    """End a refresh token, and its access tokens with it (documented).

    The older endpoint is asked first, as most clients do; the newer one where that one does not
    do it. Both are documented, none as the only one.

    Args:
        wire: an open wire.
        data_center: whose accounts server is asked.
        client: that the token was given to.
        token: goes in the body.
        offline: whether it is a refresh token; else it is the access token of an online grant.

    Returns:
        Whether it was ended just now; False: this server knows no such token, which it says with
        status 400 (documented).

    Raises:
        Refused: Zoho said no.
        TryLater: no usable answer; the token may still be good.
    """
    reply = await wire.ask("POST", data_center.revoke_url, form={"token": token})
    try:
        return _ended(reply, data_center)
    except ZdeskError as error:
        first = error
    kind = "refresh_token" if offline else "access_token"
    form: dict[str, str | Secret] = {"token": token, "token_type": kind}
    secret = client.secret_at(data_center.code)
    reply = await wire.ask(
        "POST", data_center.client_revoke_url, form=form, pair=(client.id, secret)
    )
    try:
        return _ended(reply, data_center)
    except ZdeskError:
        # What the endpoint said that most clients use is the better known reason.
        raise first from None


def _ended(reply: "Reply", data_center: DataCenter) -> bool:
    """Tell from an answer whether a token was ended, or was not there.

    Raises:
        ZdeskError: neither can be told.
    """
    host = data_center.accounts_host
    if reply.empty and 200 <= reply.status < 300:
        return True
    if not isinstance(reply.content, dict):
        raise words.page_error(reply, host)
    word = words.error_word(reply.content)
    if word is not None and words.squeezed(word) in words.GONE:
        return False
    nobody = Client(id="", secret=Secret(""), redirect_uri="")
    error = words.explained(reply, words.Question("revoke", data_center, nobody, data_center))
    if error is not None:
        raise error
    if reply.status == 400:
        return False
    if reply.status > 299 or reply.content.get("status") in ("failure", "error"):
        raise TryLater(
            f"{host} did not confirm that the token was revoked (status {reply.status}).",
            "Try again, or remove the app under Connected Apps of the Zoho account.",
        )
    return True


@dataclass(frozen=True, slots=True)
class ServerClock:
    """An accounts server that answered, and its time.

    Args:
        seconds: until it had answered.
        ahead: by how many seconds its clock is before ours; None when it does not tell its time.
    """

    seconds: float
    ahead: float | None


async def server_clock(wire: "Wire", data_center: DataCenter) -> ServerClock:
    """Ask an accounts server for nothing in particular: `/oauth/serverinfo`, which needs no token.

    Args:
        wire: an open one.
        data_center: whose accounts server.

    Raises:
        TryLater: it did not answer.
    """
    reply = await wire.ask("GET", f"{data_center.accounts_url}/oauth/serverinfo")
    # The answer's way back took about half of the time; a second more is lost by the header.
    now = time() - reply.seconds / 2
    return ServerClock(reply.seconds, None if reply.told_at is None else reply.told_at - now)


async def user_info(wire: "Wire", data_center: DataCenter, access_token: Secret) -> Person | None:
    """Return whose token it is, or None: without `AaaServer.profile.READ` Zoho does not tell.

    Raises:
        TryLater: the server was not reached.
    """
    reply = await ask_user_info(wire, data_center, access_token)
    if user_info_error(reply, data_center) is not None or not isinstance(reply.content, dict):
        return None
    return person(
        account=reply.content.get("Email"),
        zuid=reply.content.get("ZUID"),
        names=(reply.content.get("First_Name"), reply.content.get("Last_Name")),
        display=reply.content.get("Display_Name"),
    )


async def ask_user_info(wire: "Wire", data_center: DataCenter, access_token: Secret) -> "Reply":
    """Ask the accounts server whose token it is, and return the bare answer."""
    return await wire.ask("GET", data_center.user_info_url, token=access_token)


def user_info_error(reply: "Reply", data_center: DataCenter) -> ZdeskError | None:
    """Return the error that a user info answer stands for, or None when it is good.

    A refusal looks like `{"cause": "INVALID_OAUTHSCOPE", "response": "error"}` (reported by users).
    """
    host = data_center.accounts_host
    if not isinstance(reply.content, dict):
        return words.page_error(reply, host)
    cause = reply.content.get("cause") or words.error_word(reply.content)
    if cause is None and reply.content.get("response") != "error" and reply.status < 400:
        return None
    word = plain(cause, 60) if isinstance(cause, str) else f"HTTP {reply.status}"
    if words.squeezed(word) in ("invalidoauthscope", "oauthscopemismatch"):
        return Refused(
            f"{host} does not say whose token it is ({word}). "
            "The scope AaaServer.profile.READ was not granted.",
            "Add the scope and consent again, or leave the account unknown.",
            word=word,
            mends="scopes",
        )
    return Refused(
        f"{host} does not take the access token ({word}). It has ended or was revoked.",
        "Renew the token; if that does not help, consent again.",
        word=word,
        mends="consent",
    )


def person(
    *,
    account: object,
    zuid: object,
    names: tuple[object, ...] = (),
    display: object = None,
) -> Person | None:
    """Return a person from fields of an answer, or None where none of them is usable."""
    mail = plain(account, 254) if isinstance(account, str) else ""
    number = str(zuid) if isinstance(zuid, int | str) and not isinstance(zuid, bool) else ""
    parts = [display] if isinstance(display, str) and display.strip() else list(names)
    name = plain(" ".join(part.strip() for part in parts if isinstance(part, str)), 200).strip()
    if not re.fullmatch(r"[0-9]{1,20}", number):
        number = ""
    if not (mail or number or name):
        return None
    return Person(account=mail or None, zuid=number or None, name=name or None)


def signed(grant_type: str, client: Client, data_center: DataCenter) -> dict[str, str | Secret]:
    """Return what every token request begins with; a mobile client may have no secret.

    Args:
        grant_type: which request it is.
        client: that asks.
        data_center: that is asked, and whose secret counts.
    """
    form: dict[str, str | Secret] = {"grant_type": grant_type, "client_id": client.id}
    if secret := client.secret_at(data_center.code):
        form["client_secret"] = secret
    return form


def token_answer(reply: "Reply", question: words.Question) -> TokenAnswer:
    """Return the tokens of an answer, whichever request it was to.

    Raises:
        ZdeskError: there are none; the kind of error and its words depend on the question.
    """
    error = words.explained(reply, question)
    if error is not None:
        raise error
    content = reply.content if isinstance(reply.content, dict) else {}
    access_token = _token(content.get("access_token"))
    if access_token is None:
        raise _without_token(reply, question)
    domain = content.get("api_domain")
    return TokenAnswer(
        access_token=access_token,
        lifetime=_lifetime(content.get("expires_in"), content.get("expires_in_sec")),
        refresh_token=_token(content.get("refresh_token")),
        api_domain=plain(domain, 200) or None if isinstance(domain, str) else None,
        scopes=_scopes(content.get("scope")),
    )


def _without_token(reply: "Reply", question: words.Question) -> TryLater:
    host = question.asked.accounts_host
    message = f"{host} answered without a usable access token (status {reply.status})."
    if question.purpose == "refresh":
        # A grant code pasted in place of a refresh token is answered so (reported by users).
        return TryLater(
            f"{message} Zoho may be out of order, or what is saved is no refresh token.",
            "Try again in a few minutes; if it stays, consent again.",
        )
    return TryLater(
        f"{message} Zoho may be out of order for the moment.",
        "Try again with the same grant code; if it stays, consent again.",
        mends="consent",
    )


def _token(value: object) -> Secret | None:
    if isinstance(value, str) and _TOKEN.fullmatch(value):
        return Secret(value)
    return None


def _lifetime(expires_in: object, expires_in_sec: object) -> float:
    """Return the seconds of an access token: an hour (documented), or less where it is told.

    Older answers give `expires_in` in milliseconds and add `expires_in_sec` (reported by users).
    """
    seconds = _number(expires_in_sec)
    if seconds is None and (value := _number(expires_in)) is not None:
        seconds = value if value <= _DAY else value / 1000
    return HOUR if seconds is None else min(seconds, HOUR)


def _number(value: object) -> float | None:
    """Return a number of seconds or milliseconds that can be meant, or None."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value <= _DAY * 1000 else None


def _scopes(value: object) -> tuple[str, ...] | None:
    """Split the granted scopes: Desk's answers have blanks, others commas (reported by users)."""
    if not isinstance(value, str):
        return None
    return tuple(plain(scope, 100) for scope in re.split(r"[\s,]+", value) if scope) or None
