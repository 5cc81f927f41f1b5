"""Sheets: what each of Zoho's dialogs asks for, in the dialog's order, to be carried there.

One function a dialog. What is known only from the guide's own words stands as it is; a label that
no source shows letter by letter is marked as unsure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zdesk_tui import apis, credentials, urls, zoho_names
from zdesk_tui.catalog import services
from zdesk_tui.catalog.data_centers import CONNECTION_REDIRECTS
from zdesk_tui.connector import CONSOLE_NAMES, Api, ClientType, Connector, LivesIn
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.plaintext import plain
from zdesk_tui.secret import Secret

ONLINE_COSTS = (
    "Online, as Zoho's guide has it: there is no refresh token, so after an hour the connector "
    "stops until a person presses Authorize again. Offline adds &access_type=offline to the "
    "Request Token URL, and it goes on."
)
"""What access type online means for a connector that lives in Zoho."""

ONE_DATA_CENTER = (
    "A connector has one set of URLs, so it serves people of one data center. The client serves "
    "several only where they are switched on in its tab Settings."
)

_LONGEST_VALUE = 20_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a dialog, or one thing to do there.

    Args:
        label: the field's own, or what is to be done.
        value: to carry there, exactly; empty where there is nothing to carry.
        how: a few words beside it; empty where the label says it all.
        unsure: whether the label may be another one.
        other: another value, where sources disagree which one it is.
    """

    label: str
    value: str | Secret = ""
    how: str = ""
    unsure: bool = False
    other: str = ""

    @property
    def named(self) -> str:
        """The label, with the doubt about it and what is to be known."""
        words = [f"{self.label} (may be called otherwise)" if self.unsure else self.label, self.how]
        return ": ".join(filter(None, words))

    def texts(self, *, reveal: bool) -> list[str]:
        """Return each value on one line, a secret one masked unless it is to be revealed."""
        if isinstance(self.value, Secret):
            shown = self.value.reveal() if reveal else self.value.masked
        else:
            shown = self.value
        return [plain(one, _LONGEST_VALUE) for one in (shown, self.other) if one]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dialog.

    Args:
        title: of the dialog.
        where: how to get there.
        fields: in the dialog's order.
        note: what is to be known about it; may be empty.
    """

    title: str
    where: str
    fields: tuple[Field, ...]
    note: str = ""


def create_connector(connector: Connector) -> Sheet:
    """Return the first dialog of a connector in the developer console.

    Args:
        connector: its client may be unknown as yet.
    """
    return Sheet(
        "Create Connector",
        "Developer console, left panel: Connector, create",
        (
            Field("Connector Name", zoho_names.label(connector.name), unsure=True),
            *(Field(label, url) for label, url in _three(connector)),
            Field("Press Save", how="the dialog Client Credentials opens"),
        ),
        ONLINE_COSTS if connector.access_type == "online" else "",
    )


def add_client(
    kind: ClientType,
    center: DataCenter,
    name: str,
    redirect_uris: Sequence[Field],
) -> Sheet:
    """Return the dialog of the API Console that registers a client.

    Args:
        kind: of client; one that the console asks a name for.
        center: where it is registered.
        name: the client's, as the console takes it.
        redirect_uris: from `registered`, exactly as they are to stand there.
    """
    return Sheet(
        "Add Client",
        f"API Console of {center.spoken}",
        (
            Field("Open the API Console", center.console_url or "", center.name),
            Field(
                f"Get Started (first visit) or Add Client, then {CONSOLE_NAMES[kind]}, Create Now"
            ),
            Field("Client Name", name, "only a label"),
            Field("Homepage URL", credentials.SUGGESTED_HOMEPAGE, "any address"),
            *redirect_uris,
            Field("Create; the tab Client Secret shows both values of the next step"),
        ),
    )


def client_credentials(connector: Connector) -> Sheet:
    """Return the dialog that opens when a new connector is saved."""
    client = connector.client
    return Sheet(
        "Client Credentials",
        "Developer console: it opens by itself after Save",
        (
            Field(
                "Redirect URL",
                client.redirect_uri,
                "filled in by Zoho; leave it as it is",
            ),
            Field("Client ID", client.id),
            Field("Client Secret", client.secret),
            Field("Press Save"),
        ),
    )


def authorize(connector: Connector) -> Sheet:
    """Return what is done to authorize a connector in the developer console."""
    found = connector.organization
    known = " ".join(filter(None, (found.name, found.id))) if found else ""
    desk = connector.service == "desk"
    return Sheet(
        "Authorize Connector",
        "Developer console, the connector's page",
        (
            Field("Press Authorize Connector"),
            Field(
                "Choose the Desk organization" if desk else "Choose the organization",
                known,
                "" if desk else f"where {services.of(connector.service).name} asks for one",
            ),
            Field("Press Submit"),
            Field("Press Accept", how="the connector is authorized"),
        ),
    )


def add_api(api: Api) -> Sheet:
    """Return the dialog that adds an API to a connector in the developer console.

    Its labels were not found anywhere letter by letter.
    """
    return Sheet(
        "Add API",
        "Developer console, the connector's page: Add API",
        (
            Field("API Name", api.name, unsure=True),
            Field("Method", api.method, unsure=True),
            Field("URL", api.url, "what stands as ${...} is filled in at each call", unsure=True),
            *_pairs("Parameter", api.parameters),
            *_pairs("Header", api.headers),
            *((Field("Body", api.body, unsure=True),) if api.body else ()),
            Field("Press Save"),
            Field(
                "Publish the connector",
                how="only APIs that are published reach an extension; one that came later is "
                "added there with Add API",
                unsure=True,
            ),
        ),
    )


def call_from_deluge(api: Api, connector: Connector) -> Sheet:
    """Return how an API is called in Zoho once its connector is associated.

    Args:
        api: of the connector.
        connector: lends its name.
    """
    likely = ".".join(map(zoho_names.identifier, (zoho_names.label(connector.name), api.name)))
    puts = "".join(f'params.put("{name}", {name});' for name in apis.placeholders(api))
    return Sheet(
        "Call it from Deluge",
        "Developer console, left pane: Connectors, Associated Connectors, View All APIs, List Of "
        "APIs; a click on the API's name shows its API Unique Identifier",
        (
            Field(
                "API Unique Identifier",
                how=f"likely {likely}, in an extension with its name before it; the pop-up counts",
            ),
            Field("Placeholders", f"params = Map();{puts}", "each with its value"),
            Field(
                "Call",
                'answer = zoho.crm.invokeConnector("<API Unique Identifier>", params);',
            ),
            Field("Status", 'answer.get("status_code")', "a number, such as 200"),
            Field("Answer", 'answer.get("response").toMap()', "response is JSON as text"),
        ),
    )


def associate(connector: Connector) -> Sheet:
    """Return how a connector is published and associated with an extension."""
    client = connector.client
    return Sheet(
        "Publish, and Add Connector in the extension",
        "Developer console; only a published connector can be associated",
        (
            Field("Publish the connector", unsure=True),
            Field("In the extension open Connectors, Associated Connectors, Add Connector"),
            Field("Choose the connector and press OK"),
            Field("Client ID", client.id),
            Field("Client Secret", client.secret),
            Field(
                "Redirect URL",
                client.redirect_uri,
                "made by Zoho; where it is another than this, add it to the client's Authorized "
                "Redirect URIs",
            ),
            Field("Press Save"),
        ),
    )


def custom_service(connector: Connector) -> Sheet:
    """Return the custom service behind a Connection of Zoho CRM or Creator."""
    client, center = connector.client, connector.user_data_center
    offline = "?access_type=offline" if connector.access_type == "offline" else ""
    request, access, refresh = (url for _, url in _three(connector))
    return Sheet(
        "Custom Service",
        "Zoho CRM or Creator: Connections, custom services",
        (
            Field("Service Name", zoho_names.label(connector.name), unsure=True),
            Field("Authentication Type", "OAuth 2", unsure=True),
            Field("Param Type", "Header"),
            Field("Grant Type", "Authorization Code", unsure=True),
            Field("Client Id", client.id),
            Field("Client Secret", client.secret),
            Field("Authorize URL", f"{request.partition('?')[0]}{offline}"),
            Field("Access Token URL", access),
            Field("Refresh Token URL", refresh),
            Field("Revoke Token URL", center.revoke_url, unsure=True),
            Field("Scope Delimiter", "Comma"),
            Field("Scope", ",".join(connector.scopes), "one by one where it asks so", unsure=True),
            Field("Press Create Service"),
        ),
        "Online: the connection ends after an hour. Offline adds ?access_type=offline to the "
        "Authorize URL."
        if connector.access_type == "online"
        else "Editing a custom service later can revoke the connections that use it.",
    )


def connection(connector: Connector) -> Sheet:
    """Return the Connection that uses a custom service."""
    return Sheet(
        "Connection",
        "Zoho CRM or Creator: Connections, the custom service",
        (
            Field("Connection Name", zoho_names.label(connector.name)),
            Field("Connection LinkName", zoho_names.link(connector.name), "scripts call it so"),
            Field("Press Create and Connect", unsure=True),
            Field("Press Accept", how="the connection is made"),
        ),
    )


def of_connector(connector: Connector) -> tuple[Sheet, ...]:
    """Return every sheet of a connector in the developer console, in the guide's order."""
    connector = _given_at("zoho-connector", connector)
    uri = registered(
        connector.client.redirect_uri,
        how="the Redirect URL that the dialog Client Credentials shows",
    )
    return (
        create_connector(connector),
        _add_client(connector, uri),
        client_credentials(connector),
        authorize(connector),
        *(add_api(api) for api in connector.apis),
        associate(connector),
        *(call_from_deluge(api, connector) for api in connector.apis),
    )


def of_connection(connector: Connector) -> tuple[Sheet, ...]:
    """Return every sheet of a Connection of Zoho CRM or Creator, in order."""
    connector = _given_at("zoho-connection", connector)
    uri = registered(connector.client.redirect_uri, *redirects_at(connector.data_center))
    return (_add_client(connector, uri), custom_service(connector), connection(connector))


def registered(*uris: str, how: str = "the Redirect URL that the dialog shows") -> Field:
    """Return the field of a client's redirect URI.

    Args:
        uris: the first that is not empty counts; a further one is what other sources say.
        how: where it is found, when there is none.
    """
    known = [uri for uri in uris if uri]
    if not known:
        return Field("Authorized Redirect URIs", how=how)
    if uris[0] or len(known) == 1:
        return Field("Authorized Redirect URIs", known[0])
    how = "sources disagree; take the one that the dialog shows"
    return Field("Authorized Redirect URIs", known[0], how, other=known[1])


def second(local_redirect_uri: str) -> tuple[Field, ...]:
    """Return the field of a second redirect URI, which lets consent be tried here; or none."""
    if not local_redirect_uri:
        return ()
    return (
        Field(
            "Authorized Redirect URIs",
            local_redirect_uri,
            "a second one, to try consent here; may be left out",
        ),
    )


def _given_at(place: LivesIn, connector: Connector) -> Connector:
    """Return the connector without a redirect URI that no dialog at this place has shown."""
    if connector.lives_in == place:
        return connector
    return replace(connector, client=replace(connector.client, redirect_uri=""))


def _add_client(connector: Connector, uri: Field) -> Sheet:
    name = credentials.suggested_client_name(connector.name)
    uris = (uri, *second(connector.client.local_redirect_uri))
    return add_client("server-based", connector.data_center, name, uris)


def redirects_at(center: DataCenter) -> tuple[str, ...]:
    """Return the redirect URLs of Connections in a data center, the likelier first, or none.

    Args:
        center: where the Connection is made.
    """
    return CONNECTION_REDIRECTS.get(center.code, ())


def at(connector: Connector, center: DataCenter) -> Connector:
    """Return a connector as its sheets need it in another data center.

    Args:
        connector: whose redirect URL belongs to its own data center; another one is shown there.
        center: a named data center.
    """
    if center == connector.data_center:
        return connector
    client = connector.client
    there = replace(client, secret=client.secret_at(center.code), redirect_uri="")
    moved = tuple(apis.moved(api, connector.user_data_center, center) for api in connector.apis)
    return replace(connector, client=there, data_center=center, user_data_center=center, apis=moved)


def _pairs(kind: str, pairs: Mapping[str, str]) -> Iterable[Field]:
    for name, value in pairs.items():
        yield Field(f"{kind} name", name, unsure=True)
        yield Field(f"{kind} value", value, unsure=True)


def _three(connector: Connector) -> list[tuple[str, str]]:
    return urls.three_urls(
        connector.data_center,
        connector.user_data_center,
        connector.scopes,
        connector.access_type,
    )


# The renderings. Sheets of several data centers have the same dialogs and stand side by side.


def as_text(columns: Sequence[tuple[str, Sequence[Sheet]]], *, reveal: bool) -> str:
    """Return sheets as plain text, each value alone on its line.

    Args:
        columns: the sheets of each data center, with its code.
        reveal: print the secrets too.
    """
    codes = [code for code, _ in columns]
    lines = [ONE_DATA_CENTER, ""] if len(columns) > 1 else []
    for sheets in zip(*(sheets for _, sheets in columns), strict=True):
        lines += [sheets[0].title, sheets[0].where, ""]
        for fields in zip(*(sheet.fields for sheet in sheets), strict=True):
            lines.append(f"  [ ] {_named(fields)}")
            lines += [f"      {line}" for line in _values(codes, fields, reveal=reveal)]
        lines += [*(["", f"  {sheets[0].note}"] if sheets[0].note else []), "", ""]
    return "\n".join(lines).rstrip() + "\n"


def as_markdown(columns: Sequence[tuple[str, Sequence[Sheet]]], *, reveal: bool) -> str:
    """Return sheets as Markdown tables, with a column for each data center.

    Args:
        columns: the sheets of each data center, with its code.
        reveal: print the secrets too.
    """
    several = len(columns) > 1
    lines = [ONE_DATA_CENTER, ""] if several else []
    heads = [code for code, _ in columns] if several else ["Value"]
    for sheets in zip(*(sheets for _, sheets in columns), strict=True):
        lines += [f"## {sheets[0].title}", "", _escaped(sheets[0].where), ""]
        lines += [_cells(["", "Field", *heads]), _cells(["---"] * (2 + len(heads)))]
        for fields in zip(*(sheet.fields for sheet in sheets), strict=True):
            texts = [field.texts(reveal=reveal) for field in fields]
            values = [" or ".join(_code(text) for text in both) for both in texts]
            lines.append(_cells(["[ ]", _escaped(_named(fields)), *values]))
        lines += [*(["", _escaped(sheets[0].note)] if sheets[0].note else []), ""]
    return "\n".join(lines).rstrip() + "\n"


def _named(fields: Sequence[Field]) -> str:
    hows = {field.how for field in fields}
    return (fields[0] if len(hows) == 1 else replace(fields[0], how="")).named


def _values(codes: Sequence[str], fields: Sequence[Field], *, reveal: bool) -> list[str]:
    """Return the lines below a field: one value for all, or one for each data center."""
    texts = [field.texts(reveal=reveal) for field in fields]
    if all(text == texts[0] for text in texts):
        return texts[0]
    width = max(len(code) for code in codes)
    pairs = zip(codes, texts, strict=True)
    return [f"{code:<{width}}  {line}" for code, lines in pairs for line in lines or ["-"]]


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Return prose that no Markdown reader takes for marks."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|" else sign for sign in plain(text, 2000))


def _code(text: str) -> str:
    """Return a value as code in a table, exactly, whatever it holds."""
    if not text:
        return ""
    fence = "`"
    while fence in text:
        fence += "`"
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{edge}{text}{edge}{fence}".replace("|", "\\|")
