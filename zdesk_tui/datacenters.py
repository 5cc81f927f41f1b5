"""Zoho's data centers: one table of base URLs, everything else derived from it.

Every account lives in one data center, and every host follows from it. The table can be handed
in (the sandbox has its own eleven rows), so no other module knows a host.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from zdesk_tui.catalog.data_centers import DATA_CENTERS
from zdesk_tui.errors import BadAnswer

CUSTOM = "custom"
"""The code of a data center that is not in the table: newer than this release, or a test server."""

_TEMPLATE = re.compile(
    r"https://(?P<label>(?:[a-z0-9-]+\.)*)\{(?P<place>[a-z_]+)\}(?P<rest>(?:[/?].*)?)"
)
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class DataCenter:
    """One data center; base URLs have no slash at the end and may have a path.

    Args:
        code: as in the redirect's `location`, such as `eu`; or `custom`.
        name: for people, such as `Europe`.
        accounts_url: base URL of the accounts server.
        console_url: base URL of the API Console, when known.
        desk_url: base URL of Zoho Desk, when known. Desk is not on the API URL.
        api_url: base URL of the APIs, as in a token answer's `api_domain`, when known.
        product_url: base URL of a product with a host of its own, with `{product}` for its
            name, when known.
        confidence: how sure its hosts are: `high`, `medium` or `low`.
    """

    code: str
    name: str
    accounts_url: str
    console_url: str | None = None
    desk_url: str | None = None
    api_url: str | None = None
    product_url: str | None = None
    confidence: str = "high"

    def url(self, template: str) -> str | None:
        """Return a URL of the catalog in this data center, or None where it is not known here.

        Args:
            template: such as `https://www.{apis}/crm/v8/org` or `https://mail.{zoho}/api`.
        """
        found = _TEMPLATE.fullmatch(template)
        if found is None:
            return None
        label, place, rest = found["label"], found["place"], found["rest"]
        base: str | None
        match label, place:
            case "", "accounts_host":
                base = self.accounts_url
            case "www.", "apis":
                base = self.api_url
            case "desk.", "zoho":
                base = self.desk_url
            case str(product), "zoho" if product and self.product_url:
                base = self.product_url.replace("{product}", product.rstrip("."))
            case _:
                base = None
        return base + rest if base else None

    def owns(self, url: str) -> bool:
        """Tell whether a URL lies on one of this data center's hosts, where it has paths below one.

        Args:
            url: absolute.
        """
        asked = f"{base_url(url.partition('?')[0])}/"
        bases = (self.accounts_url, self.desk_url, self.api_url)
        if any(base and asked.startswith(f"{base_url(base)}/") for base in bases):
            return True
        product = re.escape(self.product_url or "").replace(r"\{product\}", r"[a-z0-9.-]+")
        return bool(product and re.match(f"{product}/", asked))

    @property
    def spoken(self) -> str:
        """The name inside of a sentence."""
        return f"the {self.name}" if self.name.startswith("United ") else self.name

    @property
    def accounts_host(self) -> str:
        """Host of the accounts server, with the path where it has one: for reading."""
        return self.accounts_url.split("://", 1)[1]

    @property
    def authorization_url(self) -> str:
        """Where a browser is sent for consent."""
        return f"{self.accounts_url}/oauth/v2/auth"

    @property
    def token_url(self) -> str:
        """Where a code or a refresh token is exchanged."""
        return f"{self.accounts_url}/oauth/v2/token"

    @property
    def device_code_url(self) -> str:
        """Where a device code is asked for."""
        return f"{self.accounts_url}/oauth/v3/device/code"

    @property
    def device_token_url(self) -> str:
        """Where a device polls for its tokens."""
        return f"{self.accounts_url}/oauth/v3/device/token"

    @property
    def device_page(self) -> str:
        """Where a person types the code that a device shows."""
        return f"{self.accounts_url}/oauth/v3/device"

    @property
    def revoke_url(self) -> str:
        """Where a refresh token is revoked (the endpoint that most clients use)."""
        return f"{self.accounts_url}/oauth/v2/token/revoke"

    @property
    def client_revoke_url(self) -> str:
        """Where a client revokes its token (the endpoint of the present documentation)."""
        return f"{self.accounts_url}/oauth/v2/revoke/token"

    @property
    def enhance_token_url(self) -> str:
        """Where a token is asked for with which scopes can be added to a refresh token."""
        return f"{self.accounts_url}/oauth/v2/token/scopeenhance"

    @property
    def enhance_url(self) -> str:
        """Where a browser is sent for consent to more scopes of the same refresh token."""
        return f"{self.accounts_url}/oauth/v2/token/addextrascope"

    @property
    def user_info_url(self) -> str:
        """Where the signed-in person can be asked for, with `AaaServer.profile.READ`."""
        return f"{self.accounts_url}/oauth/user/info"


class DataCenters:
    """The table of named data centers.

    Args:
        rows: the data centers in the order in which people are shown them.
    """

    def __init__(self, rows: Iterable[DataCenter]) -> None:
        self._rows = {row.code: row for row in rows}

    def __iter__(self) -> Iterator[DataCenter]:
        return iter(self._rows.values())

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def get(self, code: str) -> DataCenter | None:
        """Return the data center of this code, or None."""
        return self._rows.get(code)

    def at(self, url: str) -> DataCenter | None:
        """Return the data center whose accounts server has this base URL, or None."""
        wanted = base_url(url)
        return next((row for row in self if base_url(row.accounts_url) == wanted), None)


ZOHO = DataCenters(DataCenter(*row) for row in DATA_CENTERS)
"""Zoho's own data centers."""


def base_url(url: str) -> str:
    """Return the part of a URL that says whose server it is, in one spelling.

    That is scheme, host, port and the path before `/oauth/`; letters in small, the scheme's own
    port and a slash at the end left out. Text that is no URL comes back as it is.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    if not parts.hostname:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if parts.username is not None or parts.password is not None:
        host = f"{parts.netloc.rpartition('@')[0]}@{host}"
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    path = f"{parts.path}/".partition("/oauth/")[0].rstrip("/")
    return f"{parts.scheme}://{host}{path}"


def is_loopback(url: str) -> bool:
    """Tell whether a URL's host is this machine's loopback."""
    try:
        return urlsplit(url).hostname in LOOPBACK_HOSTS
    except ValueError:
        return False


def custom(
    accounts_url: str,
    *,
    desk_url: str | None = None,
    api_url: str | None = None,
    console_url: str | None = None,
) -> DataCenter:
    """Return a data center outside the table.

    Args:
        accounts_url: base URL; the usual OAuth paths are under it.
        desk_url: base URL of Desk, without it organizations are typed by hand.
        api_url: base URL of the other APIs.
        console_url: base URL of the API Console.

    Raises:
        ValueError: one of the URLs is not `https`, or is `http` and not loopback; the text says
            which.
    """
    given = {
        "accounts_url": accounts_url,
        "desk_url": desk_url,
        "api_url": api_url,
        "console_url": console_url,
    }
    clean: dict[str, str | None] = {}
    for name, url in given.items():
        if url is None:
            clean[name] = None
            continue
        try:
            parts = urlsplit(url)
            parts.port  # noqa: B018 - raises for a port that is no number
        except ValueError:
            raise ValueError(f"{name} is not a URL: {url}") from None
        secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
        if not parts.hostname or not secure:
            raise ValueError(f"{name} must start with https:// (http:// only on loopback): {url}")
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError(f"{name} must be a base URL without user, query or fragment: {url}")
        clean[name] = url.rstrip("/")
    return DataCenter(
        code=CUSTOM,
        name="custom",
        accounts_url=clean["accounts_url"] or "",
        console_url=clean["console_url"],
        desk_url=clean["desk_url"],
        api_url=clean["api_url"],
    )


def home_of_account(
    table: DataCenters, client: DataCenter, location: str | None, accounts_server: str | None
) -> DataCenter:
    """Return the data center of the person who consented, or refuse.

    Both hints come through the browser and anybody can write them, so they only ever pick a row
    of the table (two published attacks sent client secrets to a server named in the redirect).

    Args:
        table: the named data centers.
        client: where the client is registered.
        location: the redirect's `location`, if any.
        accounts_server: the redirect's `accounts-server`, if any.

    Raises:
        BadAnswer: a hint is not in the table, or the two contradict each other. Nothing may be
            sent anywhere then.
    """
    again = "Nothing was sent there. Make a new link and consent again."
    if client.code == CUSTOM:
        if accounts_server and base_url(accounts_server) != base_url(client.accounts_url):
            raise BadAnswer(
                f"The answer names another accounts server ({accounts_server}) than this "
                f"connector's {client.accounts_url}.",
                again,
                mends="consent",
            )
        return client
    if not location and not accounts_server:
        return client
    row = table.get(location.lower()) if location else table.at(accounts_server or "")
    if row is None:
        hint = f"location {location}" if location else f"accounts server {accounts_server}"
        raise BadAnswer(
            f"The answer names a data center that is not known here ({hint}).", again,
            mends="consent",
        )  # fmt: skip
    if accounts_server and base_url(accounts_server) != base_url(row.accounts_url):
        raise BadAnswer(
            f"The answer contradicts itself: location {row.code} does not go with the accounts "
            f"server {accounts_server}.",
            again,
            mends="consent",
        )
    return row
