"""Plays the person where there is no browser, over the same pages and forms as a browser."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from zdesk_tui.connector import ClientType
from zdesk_tui.datacenters import LOOPBACK_HOSTS, is_loopback
from zdesk_tui.errors import Refused, TryLater, UsageError
from zdesk_tui.sandbox import webforms
from zdesk_tui.sandbox.addresses import data_centers
from zdesk_tui.sandbox.client import loopback_client
from zdesk_tui.secret import Secret

_PAGE_SECONDS = 10.0
_CALLBACK_SECONDS = 15.0
_LINK_PATH = re.compile(r"/[a-z]{2}/accounts/oauth/v2/(auth|token/addextrascope)")
_SHORT_PATH = re.compile(r"/[a-z0-9]{8}")
_DEVICE_PATH = re.compile(r"/[a-z]{2}/accounts/oauth/v3/device/setCode")


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a consent ended.

    Args:
        address: the redirect's whole URL; it holds the grant code.
        page: the text of the page that the callback answered, when it did.
        delivered: whether somebody took the redirect at the callback.
    """

    address: str = field(repr=False)
    page: str | None
    delivered: bool


def register(
    port: int,
    name: str,
    redirect_uri: str = "",
    data_center: str = "us",
    *,
    kind: ClientType = "server-based",
    multi_dc: bool = True,
) -> tuple[str, Secret]:
    """Register a client in the API Console of a data center.

    Args:
        port: the sandbox's port.
        name: the client name; a self client is not asked for one.
        redirect_uri: exactly as it will be sent; several stand on lines of their own; not asked
            of clients that are not called back.
        data_center: code of the console's data center.
        kind: the client type; of an account's one self client the values are read again.
        multi_dc: whether the client may be used in the other data centers too, by the same secret.

    Returns:
        Client ID and client secret.

    Raises:
        UsageError: there is no such data center.
        Refused: the console did not take a field; `word` is its message.
        TryLater: no sandbox answers on the port.
    """
    console_url = _console_url(port, data_center)
    with loopback_client(_PAGE_SECONDS) as browser:
        form = _form(_get(browser, f"{console_url}?type={kind}"))
        filled = {
            "client_name": name,
            "homepage_url": "http://localhost",
            "redirect_uris": redirect_uri,
        }
        form.fields |= {field: value for field, value in filled.items() if field in form.fields}
        if not multi_dc:
            form.fields.pop("multi_dc", None)
        result = webforms.read(_send(browser, console_url, form).text)
    if result.problems:
        raise Refused(
            f"The API Console refused the client: {result.problems[0]}.",
            "Change the client name or the redirect URI, then register again.",
            word=result.problems[0],
            mends="register",
        )
    try:
        return result.marked["client_id"], Secret(result.marked["client_secret"])
    except KeyError:
        raise _no_form(result) from None


def enable(
    port: int, client_id: str, data_center: str, others: Iterable[str], *, multi_dc: bool = False
) -> dict[str, Secret]:
    """Set on a client's Settings page in which other data centers it may be used.

    Args:
        port: the sandbox's port.
        client_id: the client.
        data_center: code of the data center where it is registered.
        others: codes of those that are to have a secret of their own; the rest is switched off.
        multi_dc: tick that all of them take the client's first secret instead.

    Returns:
        The secret of each that is enabled, by its code.

    Raises:
        UsageError: the console has no Settings for this client, as for a self client.
        TryLater: no sandbox answers on the port.
    """
    url = f"{_console_url(port, data_center)}/{client_id}"
    with loopback_client(_PAGE_SECONDS) as browser:
        page = webforms.read(_get(browser, url).text)
        if not page.forms:
            raise UsageError(
                f"The API Console of {data_center} has no Settings for the client {client_id}.",
                "Compare client ID and data center; a self client has no Settings.",
            )
        form = page.forms[0]
        form.fields.pop("multi_dc", None)
        ticked: dict[str, str | list[str]] = {**form.fields, "data_center": list(others)}
        if multi_dc:
            ticked["multi_dc"] = "yes"
        _post(browser, urljoin(url, form.action), ticked)
        marked = webforms.read(_get(browser, url).text).marked
    return {
        name.removeprefix("secret_"): Secret(value)
        for name, value in marked.items()
        if name.startswith("secret_")
    }


def accept(
    link: str,
    *,
    port: int,
    organization: str | None = None,
    account: str = "admin@zylker.example",
    data_center: str | None = None,
    reject: bool = False,
    deliver: bool = True,
) -> Visit:
    """Open a consent link, choose, accept or reject, and follow the redirect.

    Args:
        link: the authorization URL, or the short link to it; blanks and line breaks of a copied
            one do not matter.
        port: the sandbox's port, which the link must lead to.
        organization: ID of the organization to choose; the default one if not given.
        account: who signs in.
        data_center: where the account lives; the client's own if not given.
        reject: press Reject instead of Accept.
        deliver: whether to visit the callback if it is on this machine.

    Raises:
        UsageError: the link is not one of this sandbox's, or a choice is not offered.
        Refused: Zoho's error page came instead; `word` is its title.
        TryLater: no sandbox answers on the port.
    """
    answer = _answered(
        _checked(_whole(link), port, _LINK_PATH),
        organization=organization,
        account=account,
        data_center=data_center,
        reject=reject,
    )
    if not answer.is_redirect:
        raise _no_form(webforms.read(answer.text))
    address = answer.headers["location"]
    if not deliver or not is_loopback(address):
        return Visit(address, page=None, delivered=False)
    return _deliver(address)


def accept_device(
    link: str,
    *,
    port: int,
    organization: str | None = None,
    account: str = "admin@zylker.example",
    data_center: str | None = None,
    reject: bool = False,
) -> str:
    """Open the complete link of a device code, choose, and accept or reject.

    Args:
        link: `verification_uri_complete`; blanks and line breaks of a copied one do not matter.
        port: the sandbox's port, which the link must have too.
        organization: ID of the organization to choose; the default one if not given.
        account: who signs in.
        data_center: where the account lives; the client's own if not given.
        reject: press Reject instead of Accept.

    Returns:
        The text of the page at the end.

    Raises:
        UsageError: the link is not one of this sandbox's, or a choice is not offered.
        Refused: the code is not good, or the client is not known where the account lives.
        TryLater: no sandbox answers on the port.
    """
    answer = _answered(
        _checked(link, port, _DEVICE_PATH),
        organization=organization,
        account=account,
        data_center=data_center,
        reject=reject,
    )
    return webforms.read(answer.text).text


def is_device_link(link: str) -> bool:
    """Tell whether a link is that of a device code."""
    return "/oauth/v3/device/" in link


def generate_code(
    port: int,
    scopes: str,
    data_center: str = "us",
    *,
    minutes: int = 3,
    description: str = "Scripts",
    organization: str | None = None,
    account: str = "admin@zylker.example",
) -> tuple[Secret, Secret]:
    """Make a grant code in the tab Generate Code of an account's self client, and download it.

    Args:
        port: the sandbox's port.
        scopes: with commas.
        data_center: code of the console's data center; its self client is made when needed.
        minutes: 3, 5, 7 or 10, for which the code is good.
        description: what it is for.
        organization: ID of the organization to choose; the default one if not given.
        account: who uses the console.

    Returns:
        The code, and the text of `self_client.json`.

    Raises:
        UsageError: there is no such data center, or a choice is not offered.
        Refused: the console did not take a field; `word` is its message.
        TryLater: no sandbox answers on the port.
    """
    client_id, _ = register(port, "", data_center=data_center, kind="self-client")
    url = f"{_console_url(port, data_center)}/{client_id}/code"
    with loopback_client(_PAGE_SECONDS) as browser:
        form = _form(_get(browser, url))
        form.fields |= {"scope": scopes, "description": description}
        _choose(form, "duration", str(minutes))
        portal = _send(browser, url, form)
        page = webforms.read(portal.text)
        if page.problems:
            raise Refused(
                f"The API Console made no code: {page.problems[0]}.",
                "Correct it and generate the code again.",
                word=page.problems[0],
            )
        form = _form(portal)
        _choose(form, "account", account)
        _choose(form, "organization", organization)
        made = _send(browser, url, form)
        code = webforms.read(made.text).marked.get("code", "")
        return Secret(code), Secret(_send(browser, url, _form(made)).text)


def _answered(
    link: str,
    *,
    organization: str | None,
    account: str,
    data_center: str | None,
    reject: bool,
) -> httpx.Response:
    """Go through the pages behind a link, and return what the last one answers."""
    with loopback_client(_PAGE_SECONDS) as browser:
        first = _get(browser, link)
        for problem in webforms.read(first.text).problems:
            raise Refused(
                f"The accounts server did not take the code: {problem}.",
                "Ask for a new code.",
                word=problem,
                mends="consent",
            )
        form = _form(first)
        if not form.action.endswith("/consent"):
            _choose(form, "account", account)
            _choose(form, "data_center", data_center)
            _choose(form, "organization", organization)
            first = _send(browser, link, form)
        if not first.is_redirect:
            form = _form(first)
            form.fields["answer"] = "reject" if reject else "accept"
            return _send(browser, link, form)
    if reject:
        raise UsageError(
            "There is nothing to reject: this was allowed before, and Zoho did not ask again.",
            "Make a link with prompt=consent.",
        )
    return first


def _console_url(port: int, data_center: str) -> str:
    row = data_centers(port).get(data_center)
    if row is None or row.console_url is None:
        known = ", ".join(one.code for one in data_centers(port))
        raise UsageError(f"There is no data center {data_center}.", f"Choose one of {known}.")
    return row.console_url


def _deliver(address: str) -> Visit:
    try:
        with loopback_client(_CALLBACK_SECONDS) as browser:
            text = webforms.read(browser.get(address).text).text
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol):
        return Visit(address, page=None, delivered=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        # Somebody took the connection, and with it the code.
        return Visit(address, page=None, delivered=True)
    return Visit(address, page=text, delivered=True)


def _whole(link: str) -> str:
    """Return the link behind a short one of this machine, and any other as it is."""
    link = re.sub(r"\s+", "", link)
    if not (is_loopback(link) and _SHORT_PATH.fullmatch(urlsplit(link).path)):
        return link
    with loopback_client(_PAGE_SECONDS) as browser:
        answer = _get(browser, link)
    return answer.headers["location"] if answer.is_redirect else link


def _checked(link: str, port: int, path: re.Pattern[str]) -> str:
    """Return a link without the blanks of copying, if it is one of this sandbox's."""
    link = re.sub(r"\s+", "", link)
    try:
        parts = urlsplit(link)
        good = (
            parts.scheme == "http"
            and parts.hostname in LOOPBACK_HOSTS
            and parts.port == port
            and parts.username is None
            and path.fullmatch(parts.path) is not None
        )
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            f"This is not a consent link of the sandbox on port {port}.",
            f"A link begins with http://localhost:{port}/ and is given whole.",
        )
    return link


def _choose(form: webforms.Form, name: str, value: str | None) -> None:
    if value is None:
        return
    offered = form.choices.get(name, [])
    if value not in offered:
        raise UsageError(
            f"The page does not offer the {name.replace('_', ' ')} {value}.",
            f"Choose one of {', '.join(offered)}.",
        )
    form.fields[name] = value


def _get(browser: httpx.Client, url: str) -> httpx.Response:
    try:
        return browser.get(url)
    except httpx.HTTPError:
        raise _nobody_there(url) from None
    except httpx.InvalidURL:
        raise UsageError(
            "This link is not a URL.", "Give the whole link as it was shown."
        ) from None


def _send(browser: httpx.Client, url: str, form: webforms.Form) -> httpx.Response:
    return _post(browser, urljoin(url, form.action), form.fields)


def _post(browser: httpx.Client, url: str, fields: Mapping[str, str | list[str]]) -> httpx.Response:
    try:
        return browser.post(url, data=fields)
    except httpx.HTTPError:
        raise _nobody_there(url) from None


def _form(answer: httpx.Response) -> webforms.Form:
    page = webforms.read(answer.text)
    if not page.forms:
        raise _no_form(page)
    return page.forms[0]


def _no_form(page: webforms.Page) -> Refused:
    title = page.title or "an answer without a page"
    return Refused(
        f"The accounts server showed its own page and did not go on: {title}.",
        "Compare client ID, data center, scopes and redirect URI with what is registered.",
        word=title,
        mends="consent",
    )


def _nobody_there(url: str) -> TryLater:
    return TryLater(
        f"No sandbox answers on port {urlsplit(url).port}.",
        "Start one with `zdesk-tui sandbox`, or give its --port.",
    )
