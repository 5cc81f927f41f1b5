"""What F1 says at each step: what it is for, what is asked, what goes wrong, and Zoho's page.

Texts only; how wide they are drawn is the front end's business.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from zdesk_tui.catalog import services
from zdesk_tui.errors import StepName

if TYPE_CHECKING:
    from zdesk_tui.setup.draft import Draft

ACCOUNTS_PAGES = "https://www.zoho.com/accounts/protocol"

PAGE = "Zoho's own page:"

Topic = StepName | Literal[
    "home",
    "detail",
    "secrets",
    "apis",
    "api-find",
    "api-edit",
    "api-try",
    "edit",
    "rotate",
    "more scopes",
    "opens",
    "presets",
    "unfinished",
    "reauthorize",
    "device-code: register",
    "device-code: consent",
    "self-client: register",
    "self-client: consent",
    "custom-scheme: redirect",
    "custom-scheme: register",
    "given-by-zoho: redirect",
    "given-by-zoho: register",
    "given-by-zoho: consent",
    "given-by-zoho: save",
    "connection: redirect",
    "connection: authorize",
]  # fmt: skip
"""A step, another screen, or a step as it is for one way back only."""


@dataclass(frozen=True, slots=True)
class Help:
    """The help of one step.

    Args:
        purpose: what the step is for.
        asked: what the person is to do now.
        mistakes: what is often done wrong, each with the message that it leads to.
        page: address of Zoho's own page about it.
        more: a title, and one thing that some people need here.
    """

    purpose: str
    asked: str
    mistakes: tuple[tuple[str, str], ...]
    page: str
    more: tuple[str, str] | None = None

    def lines(self, width: int) -> list[str]:
        """Return the help as lines of text; only an address may be longer than the width.

        Args:
            width: columns to fit in.
        """
        found = [*_folded(self.purpose, width), "", *_folded(f"Now: {self.asked}", width), ""]
        found += _folded("Often done wrong, and what is said then:", width)
        for mistake, message in self.mistakes:
            found += _folded(f"- {mistake}: {message}", width, "  ")
        if self.more:
            title, text = self.more
            found += ["", *_folded(f"{title} {text}", width)]
        found += ["", *_folded("Zoho's own page; F9 shows the address alone:", width)]
        return [*found, self.page]


def of_step(step: StepName, draft: "Draft") -> Help:
    """Return the help of a step as it is on this draft's way.

    Args:
        step: where the person is.
        draft: the answers so far.
    """
    usual = "reauthorize" if (draft.journey, step) == ("reauthorize", "consent") else step
    ways = (draft.way, "given-by-zoho") if draft.way == "connection" else (draft.way,)
    particular = [
        text for way in ways for topic, text in HELPS.items() if topic == f"{way}: {step}"
    ]
    found = particular[0] if particular else HELPS[usual]
    if step in ("scopes", "organization"):
        service = services.of(draft.service)
        return replace(found, page=service.scopes_docs or service.docs or found.page)
    return found


def _folded(text: str, width: int, indent: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        text, max(20, width), subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


HELPS: dict[Topic, Help] = {
    "connector": Help(
        "A connector is one saved permission for a program to use one Zoho service. Its name is "
        "yours to choose; a note helps whoever finds it next year.",
        "name it, and choose the data center of the Zoho account whose data is wanted. Zoho keeps "
        "every account in one data center only. The address bar of your own Zoho tells which: "
        "an ending of .eu is Europe, .in India, .com the United States, zohocloud.ca Canada.",
        (
            ("The data center of the company, not of the account", '"Invalid Client" on Zoho\'s '
             "page at consent, or invalid_client from its accounts server."),
            ("A name with blanks", "refused here; a hyphen does."),
            ("A name that is saved already", "refused here; capital and small letters count as "
             "the same."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/multi-dc.html",
    ),
    "scopes": Help(
        "A scope is one permission, such as Desk.tickets.READ: service, what it opens, and READ, "
        "CREATE, UPDATE, DELETE, WRITE or ALL. A program gets what the list says, and no more.",
        "say in Find what the program is to do: Enter takes the fewest scopes for it. Or pick "
        "from the rows with Space, or type and paste below; all three are one list. A cross in "
        "round brackets: in a wider scope; ~ may not exist. Offline access comes "
        "with a refresh token, online ends after an hour.",
        (
            ("A scope that Zoho does not know", '"Invalid OAuth scope" on Zoho\'s page, and the '
             "whole list is refused for the one."),
            ("A scope that is missing", "SCOPE_MISMATCH later, when the program calls."),
            ("Blanks instead of dots, or a part left out", "refused here with the closest known "
             "scope."),
            ("Online access for a server", "the connector needs a person's consent every hour."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-apps/authorization.html",
    ),
    "opens": Help(
        "What a program may do with this list, as far as Zoho's descriptions tell: operations of "
        "Desk, CRM, WorkDrive, Analytics and Expense. Those that are wanted come first, each with "
        "the scope that it is for; those without + or ! go beyond.",
        "see that nothing that is wanted lacks, and how much goes beyond it. With a client for "
        "devices whose client ID is known, Zoho itself can be asked whether it takes the list: "
        "its first request needs no person. A refused scope is found by halving, and nothing is "
        "granted.",
        (
            ("A wide scope for one call", "many operations beyond what is wanted."),
            ("modules.ALL for settings", "another group that is only called alike; the row says "
             "so."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-apps/authorization.html",
    ),
    "presets": Help(
        "Lists of scopes that people of the trade begin with, each with what it is for and why it "
        "is no wider; and your own, kept as TOML files in the configuration folder.",
        "Enter adds the chosen one to the list; what stands there stays. The present list "
        "can be kept under a name as well, for the next connector.",
        (
            ("Administration for a reader", "more than it needs; a leaked token can do as much."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-apps/authorization.html",
    ),
    "redirect": Help(
        "After consent Zoho sends the browser to the redirect URI, with a grant code in the "
        "address. This step says where that is, and how the code gets here.",
        "leave the first choice and the address as they are when you are not sure. Over SSH it "
        "works too: the next steps show a tunnel, and the address can always be pasted.",
        (
            ("Another address than the one that is registered", '"Invalid Redirect Uri" on '
             "Zoho's page, or invalid_redirect_uri. Zoho compares letter by letter, the port and "
             "the last slash included."),
            ("127.0.0.1 instead of localhost", "some consoles refuse it; localhost is taken "
             "everywhere."),
            ("A port that another program holds", "said here; choose another one before you "
             "register it."),
            ("An address of Zoho itself", "refused here; Zoho's servers never wait for your code."),
        ),
        f"{ACCOUNTS_PAGES}/oauth-setup.html",
    ),
    "register": Help(
        "Registering the program in Zoho's API Console makes a client: a Client ID and a Client "
        "Secret. It costs nothing.",
        "open the console of the data center shown, sign in, and carry the values over. The "
        "client name is only a label, and any homepage does.",
        (
            ("The console of another data center", '"Invalid Client" at consent: the client is '
             "not known where it is looked for."),
            ('A hyphen, a dot or "Zoho" in the client name', '"Enter a valid client name" in the '
             "console."),
            ("A redirect URI with one letter changed", '"Invalid Redirect Uri" at consent.'),
        ),
        f"{ACCOUNTS_PAGES}/oauth/multi-dc.html",
        (
            "People of other data centers?",
            "In the console open the client's tab Settings, switch their data centers on, and "
            'tick "Use the same OAuth credentials for all data centers". Without that tick each '
            "data center has a secret of its own, and another one's is refused as "
            "invalid_client_secret.",
        ),
    ),
    "credentials": Help(
        "Client ID and Client Secret are what the program proves itself with. The ID is no "
        "secret; the secret is, and is kept in files that only you can read.",
        "copy both from the client's tab Client Secret in the API Console. What was pasted "
        "along with them is told, and F3 takes it off.",
        (
            ("The two swapped", "said at the field; F3 swaps them."),
            ("A code or a token pasted instead", "said at the field; those come at consent."),
            ("A secret that was made anew since, or that of another data center",
             "invalid_client_secret at consent."),
            ("An ID of another data center", "invalid_client at consent; the data center is "
             "changed there on a key."),
            ("The dots of a hidden field copied", "said at the field; show the secret in the "
             "console first."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-apps/access-token.html",
    ),
    "consent": Help(
        "A person says yes on Zoho's page, as the account whose data is wanted. The browser then "
        "carries a grant code back, which is exchanged for tokens here at once.",
        "open the link in any browser, sign in, choose the organization where it asks, and press "
        "Accept. Through a tunnel the short link will do; c, v, w and r carry the long one. If "
        "the browser ends at a page that cannot be shown, paste the whole address from its "
        "address bar here, within about a minute.",
        (
            ("Signed in as somebody else", "the connector works for that account; use a private "
             "window."),
            ("Only part of the address pasted", "what is missing is said above the keys."),
            ("Too slow, or the same code twice", "invalid_code; a new link is one key away."),
            ("Zoho shows an error page instead", "it never comes back here; e explains each."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-apps/authorization.html",
    ),
    "organization": Help(
        "One account can belong to several organizations, and a call has to say which one it "
        "means. The connector remembers the one chosen here.",
        "take the organization that you chose on Zoho's page. Where no list comes, type its ID: "
        "a number, shown in the service's own settings for developers.",
        (
            ("Another one than at consent", "OAUTH_ORG_MISMATCH, as a Desk token is bound to one "
             "organization. Go back to consent for the other."),
            ("The ID of a CRM organization for Desk", "OAUTH_ORG_MISMATCH as well; the numbers "
             "differ from service to service."),
            ("A sandbox portal for the real one", "calls work, on test data; the row says "
             "sandbox portal."),
            ("An account without an organization", "an empty list; ask an administrator to add "
             "it, then consent again."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-apps/authorization.html",
    ),
    "save": Help(
        "Everything is known now. Saving writes one file that only you can read, then asks Zoho "
        "once for a proof that the connector works.",
        "read the summary and press Enter. Going back is still possible, and nothing is lost by "
        "it. Afterwards a script asks for a fresh access token with the command shown.",
        (
            ("A scope that opens no cheap call", "nothing is wrong; renewal is then the only "
             "check."),
            ("No refresh token", "access was chosen as online, or Zoho gave none: consent again."),
            ("An access token copied into a script", "it ends after an hour; let the script ask "
             "for one each time."),
            ("More than ten renewals in ten minutes", "Access Denied from Zoho; the command "
             "reuses a token while it is good."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/token-limits.html",
    ),
    "home": Help(
        "Every saved connector with what is known of it. Opening this screen asks Zoho nothing; "
        "a check does, and says what works, what does not, and when it was asked.",
        "choose a connector and press Enter to open it; the keys at the foot do the rest. Space "
        "marks rows, and the next key is then about all of them.",
        (
            ("needs consent", "Zoho no longer takes its refresh token: revoked, or the oldest of "
             "more than 20. Authorize it again; all else is kept."),
            ("credentials refused", "Client ID or Client Secret is not what the console has now."),
            ("scope missing", "the token is good, but a call needs one more scope."),
            ("organization refused", "the token is bound to another organization."),
            ("unreadable", "a line of its file is wrong."),
            ("try later", "too many requests for tokens; Zoho lifts the block by itself after "
             "ten minutes."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/token-limits.html",
    ),
    "detail": Help(
        "All that is known of one saved connector; looking at it asks Zoho nothing. The secrets "
        "stay hidden until they are asked for.",
        "read; Up, Down and PgDn move. Keys that do not stand at the foot: r puts in a new client "
        "secret, m renames it, D copies it, E opens its file in $VISUAL or $EDITOR. w moves its "
        "secrets, z shows what Zoho's dialogs ask for.",
        (
            ("A redirect URI that differs by one letter from the one at Zoho", "Invalid Redirect "
             "Uri at the next consent."),
            ("Of its kind: close to 20", "the next consent may push out the oldest refresh token "
             "of this client and account."),
            ("Granted has less than Scopes", "calls that need the rest are refused until consent "
             "is given again."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/token-limits.html",
    ),
    "secrets": Help(
        "Where the client secret and the refresh token of one connector are kept: in its file, "
        "which only you can read, or in the keyring of this machine. Zoho is not asked.",
        "choose a place; Enter moves them there, and they are never in neither. Moved into the "
        "keyring, they are in no copy of the file.",
        (
            ("A keyring over SSH or for a service", "it is locked or not running, and no token is "
             "renewed."),
            ("The file alone copied to another machine", "the keyring there does not hold the "
             "secrets; move them into the file first."),
            ("A command that prints another secret than the saved one", "nothing is moved."),
        ),
        f"{ACCOUNTS_PAGES}/oauth-setup.html",
    ),
    "apis": Help(
        "Calls of the service that are kept with a connector: to try them with its own grant, to "
        "make them from scripts, and to carry them into the Add API dialog of Zoho's developer "
        "console. What stands as ${...} in path, query or body is asked for at each call.",
        "n finds one by what it does, h takes one by its method and URL; t calls the chosen one, "
        "Enter shows its sheet for Zoho. What only reads is sent at once, all else after a yes.",
        (
            ("A scope is missing", "SCOPE_MISMATCH. s adds it, and consent is given again after."),
            ("A URL of another data center, or of no host of Zoho's", "it is refused, and no token "
             "is read."),
            ("No orgId header, as Desk wants it of most calls", "FORBIDDEN."),
        ),
        "https://www.zoho.com/deluge/help/crm/invoke-connector-task.html",
    ),
    "api-find": Help(
        "What the services do, as far as Zoho publishes descriptions: Desk, CRM, WorkDrive, "
        "Analytics and Expense. The mark before each says whether the connector's scopes are "
        "enough for it.",
        "say what the call is to do in a few plain words, such as: list tickets of a contact. "
        "Enter goes on with the chosen one; it can be changed before it is saved.",
        (
            ("A service that is not among them", "add its calls by hand, from its own pages."),
            ("The mark is !", "a scope is missing; it can be added once the call is saved."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/incremental-authorization.html",
    ),
    "api-edit": Help(
        "One call, with the fields of Zoho's Add API dialog. A placeholder is written ${name}: it "
        "is filled in at each call, and may stand in path, query and body.",
        "give it a name and save it with F2. The token and the Content-Type of a JSON body are "
        "added by themselves.",
        (
            ("A placeholder in the host or in a header", "it is refused."),
            ("{id} without a dollar", "it is sent as it stands; F3 writes it as ${id}."),
            ("A body that is no JSON", "add the header Content-Type with what it is."),
        ),
        "https://www.zoho.com/deluge/help/crm/invoke-connector-task.html",
    ),
    "api-try": Help(
        "The call is made with the connector's own grant, from this machine. An access token that "
        "has ended is renewed first.",
        "fill in the placeholders; the request stands below as it will be sent, but for the token. "
        "What only reads is sent with Enter, all else after a yes.",
        (
            ("SCOPE_MISMATCH", "a scope is missing: add it, then consent again."),
            ("422 with names of fields", "these values are wrong or missing."),
            ("404", "there is no such record, or the URL is wrong."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-apps/access-token.html",
    ),
    "edit": Help(
        "Any field of a saved connector can be changed. Its grant was given to one client ID, in "
        "one data center, for one list of scopes: change one of these and it needs consent again.",
        "change what has to change; below each field stands what that asks for. All of it is "
        "saved in one step; Esc leaves the connector as it was.",
        (
            ("The redirect URI changed here alone", '"Invalid Redirect Uri" at the next consent, '
             "until the API Console has the same."),
            ("A new client secret typed here", "it is saved without a proof; a wrong one is found "
             "at the next renewal, as invalid_client_secret."),
            ("An organization that the grant does not reach", "Desk answers OAUTH_ORG_MISMATCH."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-server-applications.html",
    ),
    "rotate": Help(
        "A client gets a new secret in the API Console when the old one may be known to others. "
        "Grants stay good; every program of this client needs the new secret.",
        "make the new secret in the console, copy it, and enter it here. It is saved only after a "
        "renewal with it went well.",
        (
            ("The secret of another data center", "invalid_client_secret: where secrets differ, "
             "that of the data center of your account counts."),
            ("The dots of a hidden field copied", "said here; show the secret in the console "
             "first."),
            ("Other connectors of the same client forgotten", "their next renewal is refused with "
             "invalid_client_secret."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/web-server-applications.html",
    ),
    "more scopes": Help(
        "A grant holds the scopes that were asked for at consent. More or fewer need the person "
        "once more; until the new grant is saved the old one works on.",
        "write the list as it is to be, then choose how: a fresh consent for the whole list, or, "
        "for more only, adding them to the grant that is there.",
        (
            ("Adding to a grant of another person", "Zoho's page asks to sign in as the person "
             "who consented."),
            ("Too many fresh consents", "Zoho keeps 20 refresh tokens and drops the oldest; adding "
             "makes no new one."),
            ("A scope taken away", "only a fresh consent makes a grant smaller."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/incremental-authorization.html",
    ),
    "unfinished": Help(
        "Setups that were left before they were saved. Every answer was kept, and each goes on "
        "at the step where it stopped.",
        "choose one, or the last row to begin anew.",
        (
            ("Left while consent was on its way", "the link may still be good: Zoho gives it ten "
             "minutes here."),
            ("Discarding one that was consented to already", "Zoho honors the grant until it is "
             "revoked; the offer to revoke it comes first."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/revoke-refresh-token.html",
    ),
    "reauthorize": Help(
        "The connector stays as it is; only a person's consent is asked for again. The old grant "
        "works on until the new one is saved.",
        "open the link, sign in as the same account as before, and press Accept. The next step "
        "says which account and organization answered before anything is replaced.",
        (
            ("Another account signed in in that browser", "said at the next step; use a private "
             "window and consent again."),
            ("The client was deleted in the console", '"Invalid Client" on Zoho\'s page; set up '
             "a new connector."),
            ("Authorized again and again", "Zoho keeps 20 refresh tokens and drops the oldest "
             "without a word: revoke those that are not used."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/revoke-refresh-token.html",
    ),
    "device-code: register": Help(
        "A non-browser client is for a device or a program that no browser can come back to: a "
        "person types a code elsewhere, and the program asks Zoho for the answer.",
        "open the console of the data center shown, choose Non-browser Applications, and carry "
        "the values over. There is no redirect URI.",
        (
            ("Another type chosen", "invalid_client when the code is asked for."),
            ("The console of another data center", "invalid_client as well."),
            ('A hyphen, a dot or "Zoho" in the client name', '"Enter a valid client name" in the '
             "console."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/limited-input-devices.html",
        (
            "People of other data centers?",
            "In the console open the client's tab Settings, switch their data centers on, and "
            'tick "Use the same OAuth credentials for all data centers".',
        ),
    ),
    "device-code: consent": Help(
        "A person types the code on Zoho's page and says yes there, on any device. Nothing comes "
        "back by itself: Zoho is asked for the answer every half minute, not more often.",
        "open the page, type the code, sign in as the account whose data is wanted, choose the "
        "organization where it asks, and press Accept. Then wait; the answer is noticed within "
        "one interval.",
        (
            ("0 typed for O, or the other way round", "the page does not take the code: letters "
             "come first, digits after the hyphen."),
            ("Accepted in the last seconds", "the code can be over before Zoho is asked again."),
            ("An account of another data center", "followed there by itself; where the client's "
             "secret differs there, it is asked for."),
            ("Left before the answer is here", "come back within five minutes: the same code "
             "still counts."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/devices/polling-request.html",
    ),
    "self-client: register": Help(
        "A Self Client is for programs of your own account. It has no redirect URI and no consent "
        "page: you make the grant code yourself, in the API Console.",
        "open the console of your account's data center. If a Self Client stands there already, "
        "open it; if not, create it. It has no name to type.",
        (
            ("A second one wanted", "an account has only one; its programs share the Client ID."),
            ("Its secret made anew", "all programs that use the old one are refused as "
             "invalid_client_secret."),
            ("Wanted for people of other data centers", "a Self Client has no such setting; "
             "register a server-based or a non-browser client."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/self-client/overview.html",
    ),
    "self-client: consent": Help(
        "The tab Generate Code makes a grant code for the account that is signed in to the "
        "console. It works once, for the minutes that are chosen there.",
        "carry the values over, all scopes in one piece, press CREATE, choose the organization, "
        "and CREATE again. Then copy the code, or download the file and give its path here.",
        (
            ("Too slow, or the same code twice", "invalid_code; make another one, with 10 "
             "minutes."),
            ("The Client ID pasted for the code", "said here, as for a secret and an address."),
            ("Other scopes than the ones shown", "said here when a file tells; else a call ends "
             "in SCOPE_MISMATCH later."),
            ("Signed in as somebody else", "the connector works for that account."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/self-client/overview.html",
    ),
    "custom-scheme: redirect": Help(
        "A mobile client is sent back by an address of its own, such as com.zylker.app://consent, "
        "that opens an app on the phone. Nothing here can catch it, so it is pasted by hand.",
        "type the address exactly as it is registered, with :// and in small letters.",
        (
            ("Another address than the registered one", '"Invalid Redirect Uri" on Zoho\'s page.'),
            ("http:// for a mobile client", "allowed, but then choose the way back that it is "
             "for."),
            ("Capitals in the scheme", "Zoho wants small letters and compares them."),
        ),
        f"{ACCOUNTS_PAGES}/oauth/mobile-applications.html",
        (
            "PKCE?",
            "Zoho wants it of mobile clients: the link carries the fingerprint (S256) of a "
            "random text, and only who knows the text can redeem the code. It is made and sent "
            "by itself; there is nothing to type.",
        ),
    ),
    "custom-scheme: register": Help(
        "Zoho wants to know the program that asks. A mobile client is for an app on a phone or a "
        "desktop that is sent back by an address of its own.",
        "open the console shown, choose Mobile-based Applications, and carry the values over.",
        (
            ("Server-based Applications chosen", "the console refuses an address that does not "
             "begin with http:// or https://."),
            ("The console of another data center", '"Invalid Client" at consent.'),
            ("One letter changed in the redirect URI", '"Invalid Redirect Uri" at consent.'),
        ),
        f"{ACCOUNTS_PAGES}/oauth/mobile-applications.html",
        (
            "PKCE?",
            "There is nothing to register for it. The link carries a fingerprint (S256), and the "
            "exchange the text that it was made of.",
        ),
    ),
    "given-by-zoho: redirect": Help(
        "A connector in Zoho's developer console (Sigma) connects Zoho CRM with another service. "
        "There Zoho gives the redirect URL, and consent happens in the console, not here.",
        "create the connector there with the three URLs of the step before and press Save. Its "
        "next dialog shows the Redirect URL: paste it here as it stands.",
        (
            ("An address of your own typed", "Zoho does not know it there, and consent ends in "
             '"Invalid Redirect Uri".'),
            ("The address of the console itself", "refused here; it is not a redirect URL."),
            ("One connector for people of several data centers", "a connector holds one set of "
             "URLs; make one for each data center."),
        ),
        "https://www.zoho.com/developer/help/extensions/connectors.html",
    ),
    "given-by-zoho: register": Help(
        "The connector in Zoho's developer console needs a client of its own: a server-based one "
        "whose redirect URI is the one that its dialog shows.",
        "open the API Console, add a server-based client, and carry the values over.",
        (
            ("The redirect URL cut off where it was copied", '"Invalid Redirect Uri" when the '
             "connector is authorized."),
            ("The client of another program reused", "works, but a new secret for one then breaks "
             "the other."),
            ("The console of another data center", '"Invalid Client" when the connector is '
             "authorized."),
        ),
        "https://www.zoho.com/developer/help/extensions/connectors.html",
        (
            "People of other data centers?",
            "In the client's tab Settings switch their data centers on, with the same credentials "
            "for all: the connector has room for one pair only.",
        ),
    ),
    "given-by-zoho: consent": Help(
        "Authorize in Zoho tells of a wrong scope or a wrong pair only after it is pressed. With "
        "a second redirect URI, on this machine, the same client can be tried before.",
        "go on without, or register the address beside Zoho's in the API Console and consent "
        "here. A live call follows. The grant of the trial is revoked unless you keep it.",
        (
            ("The second address not registered", '"Invalid Redirect Uri" on Zoho\'s page.'),
            ("Zoho's Redirect URL replaced by it", "the same, when the connector is authorized; "
             "a client needs both."),
            ("Other scopes consented to than those in the dialog", "the trial proves nothing of "
             "them."),
            ("A trial before an offline connector is authorized", "Zoho's own may get no refresh "
             "token, as consent was given before; &prompt=consent asks for it anew."),
        ),
        "https://www.zoho.com/developer/help/extensions/connectors.html",
    ),
    "given-by-zoho: save": Help(
        "It lives in Zoho. What is saved here is its values, so that they can be looked up, "
        "compared and carried over; no token comes here unless you kept the grant of a trial.",
        "save. A connector can be called from an extension once it is published: the rows below "
        "follow Zoho's order. The dialogs' wording may differ a little.",
        (
            ("A script asks for a token of it", "refused: consent is given in Zoho, so no token "
             "is handed out here."),
            ("access_type=offline left out of the Request Token URL", "the connector stops after "
             "an hour."),
            ("Not published", "it cannot be associated with an extension yet."),
            ("Another Redirect URL in the extension", '"Invalid Redirect Uri" until it is added to '
             "the client as well."),
        ),
        "https://www.zoho.com/developer/help/extensions/connectors.html",
    ),
    "create-connector": Help(
        "The first dialog of a connector in Zoho's developer console (Sigma). Its three URLs come "
        "from the scopes; the base is the same for every Zoho service.",
        "sign in to the developer console, choose Connector in its left panel, create one, and "
        "carry the values over. Space ticks a row off. Then press Save there.",
        (
            ("access_type=offline left out", "the connector stops after an hour."),
            ("A URL of another data center", '"Invalid Client" when the connector is authorized.'),
            ("A URL cut off where it was copied", '"Invalid OAuth scope" when it is authorized; '
             "the keys of the row carry it in one piece."),
            ("One connector for people of several data centers", "it holds one set of URLs; make "
             "one for each."),
        ),
        "https://www.zoho.com/developer/help/extensions/connectors.html",
    ),
    "client-credentials": Help(
        "The dialog that opened after Save, and that has shown the Redirect URL. It takes the pair "
        "of the client that you registered.",
        "compare the Redirect URL, carry Client ID and Client Secret over, and press Save there.",
        (
            ("The two values swapped", '"Invalid Client" when the connector is authorized.'),
            ("A secret copied with a blank", "the exchange fails after Accept."),
            ("The Redirect URL edited in the dialog", '"Invalid Redirect Uri"; it has to be the '
             "registered one."),
            ("The dialog closed before", "the connector's page opens it again."),
        ),
        "https://www.zoho.com/developer/help/extensions/connectors.html",
    ),
    "authorize": Help(
        "Consent, given in Zoho's developer console: its tokens stay there, and none comes here.",
        "press Authorize Connector on the connector's page, choose the organization, Submit, "
        "Accept. Then note the organization here, if you like.",
        (
            ('"Invalid Client"', "data center or Client ID: compare both with the sheets."),
            ('"Invalid OAuth scope"', "a scope of the Request Token URL is none; the whole list "
             "is refused for it."),
            ('"Invalid Redirect Uri"', "the client's Authorized Redirect URIs lack the one that "
             "the dialog shows."),
            ("The wrong organization chosen", "its calls reach that one; authorize again."),
        ),
        "https://www.zoho.com/developer/help/extensions/connectors.html",
    ),
    "connection: redirect": Help(
        "A Connection of Zoho CRM or Creator comes back to an address of Zoho's own, which all "
        "Connections of a data center share.",
        "paste the Redirect URL that Connections show, or press F2 for one that Zoho's help names. "
        "For two data centers sources disagree; what the dialog shows is right.",
        (
            ("An address of your own typed", '"Invalid Redirect Uri" when it is connected.'),
            ("The address of another data center", "the same; each has its own."),
            ("People of several data centers", "register the address of each of them, and switch "
             "the data centers on in the client's tab Settings."),
        ),
        "https://www.zoho.com/crm/developer/docs/connectors/set-up.html",
    ),
    "connection: authorize": Help(
        "Two dialogs of Connections: the custom service, which holds client and URLs, and the "
        "Connection that scripts call by its link name.",
        "carry the values over in their order, press Create Service, then make the Connection and "
        "accept. Some labels are not known letter by letter.",
        (
            ("?access_type=offline left out of the Authorize URL", "the Connection ends after an "
             "hour."),
            ("Another Scope Delimiter than Comma", '"Invalid OAuth scope" when it is connected.'),
            ("The custom service edited later", "its Connections may have to be connected again."),
        ),
        "https://www.zoho.com/crm/developer/docs/connectors/set-up.html",
    ),
}  # fmt: skip
