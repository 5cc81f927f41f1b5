"""A saved connector in the form that another place wants: Zoho's dialogs, a shell, a program.

Nothing is asked or written here. A secret stands in none of them unless it is to be revealed.
"""

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, get_args

from zdesk_tui import sheets, urls, zoho_names
from zdesk_tui.catalog import services
from zdesk_tui.connector import Connector
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.errors import ZdeskError
from zdesk_tui.lifecycle.token import require_here
from zdesk_tui.secret import Secret
from zdesk_tui.sheets import Sheet
from zdesk_tui.store.files import write_new, write_private
from zdesk_tui.workspace import Workspace
from zdesk_tui.zoho.services import example

Format = Literal["sigma", "connection", "catalyst", "env", "json", "curl"]
FORMATS: tuple[Format, ...] = get_args(Format)
JSON_FORMAT = 1
"""Number of the form of the JSON object."""

_SHEETS: Mapping[Format, Callable[[Connector], tuple[Sheet, ...]]] = {
    "sigma": sheets.of_connector,
    "connection": sheets.of_connection,
}


def is_sheet(wanted: Format) -> bool:
    """Tell whether a format is sheets for people, for several data centers if need be."""
    return wanted in _SHEETS


def as_sheets(
    connector: Connector,
    wanted: Format,
    centers: Sequence[DataCenter],
    *,
    markdown: bool,
    reveal: bool,
) -> str:
    """Return the sheets of Zoho's dialogs, those of several data centers side by side.

    Args:
        connector: to set up there.
        wanted: `sigma` or `connection`.
        centers: at least one.
        markdown: as Markdown and not as plain text.
        reveal: print the secrets too.
    """
    columns = [(center.code, _SHEETS[wanted](sheets.at(connector, center))) for center in centers]
    render = sheets.as_markdown if markdown else sheets.as_text
    return render(columns, reveal=reveal)


def as_program(workspace: Workspace, connector: Connector, wanted: Format, *, reveal: bool) -> str:
    """Return a connector for a program: every format that is no sheet.

    Args:
        workspace: whose commands are named.
        connector: as saved.
        wanted: the format.
        reveal: print the secrets too.

    Raises:
        ZdeskError: the connector has nothing to offer in that format.
    """
    match wanted:
        case "catalyst":
            return _json(_catalyst(connector, reveal=reveal))
        case "env":
            return _env(connector, reveal=reveal)
        case "curl":
            return f"{curl(workspace, connector)}\n"
        case _:
            told = {"format": JSON_FORMAT, "connector": as_data(connector, reveal=reveal)}
            return _json(told)


def as_data(connector: Connector, *, reveal: bool) -> dict[str, object]:
    """Return all that is saved of a connector, under the names of its file.

    Args:
        connector: as saved.
        reveal: its secrets too.
    """
    client, grant, organization = connector.client, connector.grant, connector.organization
    data: dict[str, object] = {
        "name": connector.name,
        "lives_in": connector.lives_in,
        "service": connector.service,
        "note": connector.note,
        "created_at": connector.created_at.isoformat(),
        "data_center": connector.data_center.code,
        "user_data_center": connector.user_data_center.code,
        "client_type": client.type,
        "client_id": client.id,
        "redirect_uri": client.redirect_uri,
        "scopes": list(connector.scopes),
        "access_type": connector.access_type,
        **_three(connector),
        "organization": (
            {"id": organization.id, "name": organization.name} if organization else None
        ),
        "authorized_at": grant.authorized_at.isoformat() if grant else None,
        "account": grant.account if grant else None,
        "secret_in": client.secret_in,
    }
    if client.secret_command:
        data["secret_command"] = list(client.secret_command)
    if client.local_redirect_uri:
        data["local_redirect_uri"] = client.local_redirect_uri
    if connector.apis:
        data["apis"] = [
            {
                "name": api.name,
                "method": api.method,
                "url": api.url,
                "headers": dict(api.headers),
                "parameters": dict(api.parameters),
                "body": api.body,
                "scopes": list(api.scopes),
                "note": api.note,
            }
            for api in connector.apis
        ]
    if reveal:
        token = grant.refresh_token if grant else None
        # What only a command could get is not fetched: looking runs nothing.
        data["client_secret"] = None if client.secret_command else client.secret.reveal()
        data["client_secrets"] = {code: one.reveal() for code, one in client.secrets.items()}
        data["refresh_token"] = token.reveal() if token else None
    return data


def write(path: str, text: str, *, force: bool) -> None:
    """Write an export into a file that only its owner can read.

    Args:
        path: of the file; missing folders are made.
        text: the export.
        force: replace a file that is there.

    Raises:
        FileError: it could not be written, or is there already.
    """
    (write_private if force else write_new)(path, text.encode())


def curl(workspace: Workspace, connector: Connector) -> str:
    """Return a shell line that calls the service; the token goes through a pipe, seen by nobody.

    Args:
        workspace: whose `token` command is named.
        connector: with a grant here.

    Raises:
        ZdeskError: no token of it is handed out here, or no address of its service is known.
    """
    require_here(connector)
    service = services.of(connector.service)
    organization = connector.organization.id if connector.organization else None
    call = example(service, connector.user_data_center, connector.scopes, organization)
    if call is None:
        raise ZdeskError(
            f"No call of {service.name} is known here that {connector.name} could make.",
            f"Take the token alone: {workspace.command('token', connector.name)}",
        )
    words = ["curl", "-sS", *(() if call.method == "GET" else ("-X", call.method)), "-H", "@-"]
    for name, value in call.headers.items():
        words += ["-H", f"{name}: {value}"]
    header = workspace.command("token", "--header", connector.name)
    return f"{header} | {shlex.join([*words, call.url])}"


def _env(connector: Connector, *, reveal: bool) -> str:
    """Return assignments that a POSIX shell reads, and whoever reads a file of such lines."""
    client, grant, organization = connector.client, connector.grant, connector.organization
    center = connector.user_data_center
    base = services.of(connector.service).api_base
    values: dict[str, str | Secret | None] = {
        "ZOHO_CONNECTOR": connector.name,
        "ZOHO_NOTE": connector.note,
        "ZOHO_SERVICE": connector.service,
        "ZOHO_DATA_CENTER": center.code,
        "ZOHO_ACCOUNTS_URL": center.accounts_url,
        "ZOHO_API_URL": center.url(base) if base else None,
        **{f"ZOHO_{label.upper()}": url for label, url in _three(connector).items()},
        "ZOHO_SCOPES": ",".join(connector.scopes),
        "ZOHO_ORGANIZATION_ID": organization.id if organization else None,
        "ZOHO_REDIRECT_URI": client.redirect_uri,
        "ZOHO_CLIENT_ID": client.id,
        "ZOHO_CLIENT_SECRET": client.secret_at(center.code),
        "ZOHO_REFRESH_TOKEN": grant.refresh_token if grant else None,
    }
    lines = []
    for name, value in values.items():
        if isinstance(value, Secret) and not reveal and value:
            lines.append(f"# {name}: --reveal prints it")
        elif value:
            shown = value.reveal() if isinstance(value, Secret) else value
            lines.append(f"{name}={shlex.quote(_printable(shown))}")
    return "\n".join(lines) + "\n"


def _printable(text: str) -> str:
    """Return a text without what a shell cannot hold and a terminal would obey."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _catalyst(connector: Connector, *, reveal: bool) -> dict[str, object]:
    """Return what a Catalyst connector is made with in code, under its own words."""
    client, grant = connector.client, connector.grant
    token_url = connector.user_data_center.token_url
    secrets: dict[str, Secret | None] = {
        "client_secret": client.secret_at(connector.user_data_center.code),
        "refresh_token": grant.refresh_token if grant else None,
    }
    opened = {name: value.reveal() for name, value in secrets.items() if value and reveal}
    values = {
        "client_id": client.id,
        **opened,
        "auth_url": token_url,
        "refresh_url": token_url,
    }
    return {zoho_names.link(connector.name): values}


def _three(connector: Connector) -> dict[str, str]:
    pairs = urls.three_urls(
        connector.data_center,
        connector.user_data_center,
        connector.scopes,
        connector.access_type,
    )
    return {label.lower().replace(" ", "_"): url for label, url in pairs}


def _json(told: object) -> str:
    return json.dumps(told, indent=2) + "\n"
