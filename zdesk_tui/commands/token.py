"""`token`: a valid access token on stdout.

A cached one is printed before anything of this is imported: see `cli`.
"""

import argparse
import asyncio
import json
from time import time

from zdesk_tui import output
from zdesk_tui.lifecycle.token import MOST, Valid, kept_token, require_here, valid_token
from zdesk_tui.output import say
from zdesk_tui.workspace import Workspace

FORMAT = 1
"""Version of what `--json` prints."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `token` takes."""
    parser.add_argument("name", help="a saved connector")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--header", action="store_true", help="print the whole Authorization header line"
    )
    form.add_argument(
        "--json", action="store_true",
        help="print the token with its seconds left, scopes, addresses and organization",
    )  # fmt: skip
    parser.add_argument(
        "--min-valid", type=_seconds, metavar="SECONDS",
        help=f"renew a token that is not good for so long (60 unless told; at most {MOST:.0f})",
    )  # fmt: skip
    parser.add_argument(
        "--cached-only", action="store_true",
        help="never ask Zoho: exit with 5 when no valid token is at hand",
    )  # fmt: skip


def run(workspace: Workspace, options: argparse.Namespace) -> int:
    """Print a token, renewed first when needed, and return the exit code."""
    require_here(workspace.connectors.load(options.name))
    if options.cached_only:
        found = kept_token(workspace, options.name, at_least=options.min_valid)
    else:
        found = asyncio.run(valid_token(workspace, options.name, at_least=options.min_valid))
    for warning in found.warnings:
        say(f"zdesk-tui: {warning}")
    left = found.expires_at - time()
    if left < (options.min_valid or 0):
        say(f"zdesk-tui: Zoho's new token of {options.name} is good for {left:.0f} seconds only.")
    if options.json:
        output.line(json.dumps(_data(workspace, options.name, found, left), indent=2))
    else:
        token = found.access_token.reveal()
        output.line(output.header(token) if options.header else token)
    return 0


def _data(workspace: Workspace, name: str, found: Valid, left: float) -> dict[str, object]:
    connector = workspace.connectors.load(name)
    center, grant = connector.user_data_center, connector.grant
    return {
        "format": FORMAT,
        "name": name,
        "access_token": found.access_token.reveal(),
        "seconds_left": int(left),
        "scopes": list((grant and grant.granted_scopes) or connector.scopes),
        "api_url": center.api_url,
        "desk_url": center.desk_url,
        "organization_id": connector.organization.id if connector.organization else None,
    }


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise argparse.ArgumentTypeError(
            f"{text!r} cannot be had; a token is good for an hour, so this takes 0 to {MOST:.0f}"
        )
    return int(text)
