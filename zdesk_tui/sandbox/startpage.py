"""The page at `/`: everything that the sandbox plays, and what to try."""

from html import escape

from starlette.responses import Response

from zdesk_tui.sandbox import pages
from zdesk_tui.sandbox.addresses import DEFAULT_PORT, origin
from zdesk_tui.sandbox.people import PEOPLE, Person
from zdesk_tui.sandbox.site import Site
from zdesk_tui.sandbox.switches import ALL, spelled

_PLAYED = (
    ("API Console", "server-based, mobile, non-browser and self clients; a secret for each data "
     "center, or one for all"),
    ("Consent", "organization page and consent page, grant codes of two minutes, PKCE"),
    ("Device code", "a code to type at <code>/CODE/accounts/oauth/v3/device</code>, "
     "<code>slow_down</code> and <code>other_dc</code>"),
    ("Self Client", "the tab Generate Code, with the organization and "
     "<code>self_client.json</code>"),
    ("Developer console", "connectors with their Client Credentials, Authorize Connector, APIs, "
     "Publish and extensions; Connections with a custom service"),
    ("Accounts", "exchange, renewal, revocation, user info and <code>/oauth/serverinfo</code>, "
     "with their limits"),
    ("Desk", "<code>organizations</code>, <code>accessibleOrganizations</code>, "
     "<code>myinfo</code>, <code>tickets</code> and <code>contacts</code>, with a check of scope "
     "and organization"),
)  # fmt: skip


def show(site: Site) -> Response:
    """Return the page, with the clients and the switches as they are now."""
    return pages.page(
        "Sandbox",
        "<p>A small Zoho on this machine, for trying an OAuth client without a Zoho account. "
        "It makes no connection of its own.</p>\n<ul>"
        + "".join(f"<li><strong>{name}</strong>: {what}</li>" for name, what in _PLAYED)
        + "</ul>\n"
        + _data_centers(site)
        + _accounts()
        + _commands(site.port)
        + "<h2>When it refuses</h2>\n"
        '<p><a href="/errors">Every refusal, what causes it and how to mend it</a></p>\n'
        + _switches(site),
    )


def _data_centers(site: Site) -> str:
    rows = [
        (
            escape(row.code),
            f'<a href="/{row.code}/console">API Console, {escape(row.name)}</a>',
            str(sum(one.data_center == row.code for one in site.world.clients.values()) or ""),
            f'<a href="/{row.code}/sigma">Developer console</a>',
        )
        for row in site.table
    ]
    return (
        "<h2>Data centers</h2>\n<p>Register a client in one of the consoles. Every account lives "
        "in every data center; the organization page asks which one is meant. CODE stands "
        f"for the data center in <code>{origin(site.port)}/CODE/accounts</code>, the accounts "
        f"server, and <code>{origin(site.port)}/CODE/desk</code>.</p>\n"
        + pages.table(("Code", "Register here", "Clients", "Connectors"), rows)
    )


def _accounts() -> str:
    rows = [(f"<code>{escape(one.email)}</code>", _organizations(one)) for one in PEOPLE]
    return "<h2>Accounts</h2>\n<p>They need no password.</p>\n" + pages.table(
        ("Account", "Desk organizations"), rows
    )


def _organizations(who: Person) -> str:
    return (
        "<br>".join(
            f"{escape(one.id)} {escape(one.name)}, {escape(one.edition.lower())}"
            f"{', sandbox' if one.sandbox else ''} (tickets: {len(one.tickets)}, "
            f"contacts: {len(one.contacts)})"
            for one in who.organizations
        )
        or "none"
    )


def _commands(port: int) -> str:
    at = _port_option(port)
    lines = (
        ("The whole way, from nothing to a working connector", f"zdesk-tui --sandbox{at} new"),
        (
            "A client without the console",
            f'zdesk-tui{at} sandbox register "Ticket sync" http://localhost:8765/callback',
        ),
        (
            "An app with a scheme of its own, and one without any address",
            f"zdesk-tui{at} sandbox register Leads crmleads:// --type mobile\n"
            f"zdesk-tui{at} sandbox register Meter --type non-browser",
        ),
        (
            "Consent without a browser, for a device too; the link is in the file",
            f"zdesk-tui{at} sandbox accept &lt; link.txt",
        ),
        (
            "A grant code of the self client, as the console's tab Generate Code makes it",
            f"zdesk-tui{at} sandbox generate-code Desk.tickets.READ,Desk.basic.READ",
        ),
        (
            "A call to Desk with a saved connector",
            f"zdesk-tui --sandbox{at} token --header NAME |\n"
            f"  curl -H @- '{origin(port)}/eu/desk/api/v1/contacts?limit=1'",
        ),
    )
    return (
        "<h2>What to try</h2>\n<p>A sandbox that was started with <code>--home DIR</code> wants it "
        "in these commands too.</p>\n"
        + "".join(f"<p>{what}:</p>\n<pre>{command}</pre>\n" for what, command in lines)
    )


def _switches(site: Site) -> str:
    at = _port_option(site.port)
    now = site.world.switches.as_data()
    rows = (
        (
            f"{one.name}: {spelled(now[one.name])}"
            f"{'' if now[one.name] == one.default else ' (changed)'}",
            f"{escape(one.text)} Choices: {escape(', '.join(spelled(it) for it in one.choices))}",
        )
        for one in ALL
    )
    return (
        "<h2>Switches</h2>\n<p>Where the sources about Zoho disagree, the sandbox plays either "
        "side. The first choice is the likelier one, and counts again after a restart. To change "
        f"some:</p>\n<pre>zdesk-tui{at} sandbox switch code_seconds=60 "
        '"authorization_limit=4 a minute"</pre>\n' + pages.terms(rows)
    )


def _port_option(port: int) -> str:
    return "" if port == DEFAULT_PORT else f" --port {port}"
