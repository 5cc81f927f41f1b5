"""The page at `/errors`: every refusal that a client can meet here, its cause and its cure."""

from html import escape

from starlette.responses import Response

from zdesk_tui.sandbox import pages

Row = tuple[str, str, str]

_CONSOLE: tuple[Row, ...] = (
    (
        "Enter a valid client name",
        "Empty, or a character that is no letter, digit, blank, _ or &, such as a hyphen.",
        "Leave such characters out.",
    ),
    (
        "Enter a valid homepage URL",
        "It does not begin with http:// or https://.",
        "Any address of that form will do, such as http://localhost.",
    ),
    (
        "Enter a valid scope",
        "Generate Code: a scope is missing, misspelled or does not exist.",
        "Compare each with the service's list, and separate them with commas.",
    ),
    (
        "Enter a scope description",
        "Generate Code: the description is empty.",
        "Any words of your own will do.",
    ),
    (
        "Enter a valid redirect URI",
        "It does not begin with http:// or https://; a mobile client may have a scheme of its own "
        "in small letters, with ://.",
        "Write it in full, such as http://localhost:8765/callback.",
    ),
)
_PAGES: tuple[Row, ...] = (
    (
        "Invalid response type",
        "client_id or response_type is missing.",
        "Copy the whole link; it may have been cut at a line break.",
    ),
    (
        "Invalid Client",
        "The client ID is wrong, or the client is registered in another data center, or the "
        "account lives where the client is not enabled.",
        "Open the link at the accounts server where the client is registered; for accounts "
        "elsewhere enable their data center in the client's Settings.",
    ),
    (
        "Invalid OAuth scope",
        "A scope is missing, misspelled or does not exist; one is enough to refuse the list.",
        "Compare each with the service's list, and separate them with commas.",
    ),
    (
        "Invalid Redirect Uri",
        "redirect_uri is not one of the registered, letter by letter; a slash at the end counts.",
        "Send exactly what the console shows.",
    ),
    (
        "An error occurred",
        "The code challenge of PKCE is missing, or has another form; mobile clients must send one.",
        "Send code_challenge with code_challenge_method=S256.",
    ),
    (
        "This form is out of date",
        "Only here: the form was sent before, or the sandbox was started anew.",
        "Open the link again.",
    ),
)
_REDIRECTS: tuple[Row, ...] = (
    (
        "access_denied",
        "Reject was pressed, or the client asked for more than 10 grant codes in 10 minutes.",
        "Ask again, or wait for ten minutes.",
    ),
)
_DEVICE: tuple[Row, ...] = (
    (
        "authorization_pending",
        "Nobody has answered on the page for the code yet.",
        "Ask again after the interval, which is in milliseconds.",
    ),
    (
        "slow_down",
        "Two polls were closer together than the interval.",
        "Wait longer between polls.",
    ),
    (
        "other_dc",
        "The person agreed, and has an account in the data center that user_location names.",
        "Go on polling at that data center's accounts server with the same device code.",
    ),
    (
        "expired",
        "Nobody answered, or nobody polled, for five minutes.",
        "Ask for a new code.",
    ),
)
_TOKENS: tuple[Row, ...] = (
    (
        "invalid_client",
        "The client ID is wrong or unknown at this data center, or grant_type is not known.",
        "Ask the accounts server where the account lives; enable it in the client's Settings.",
    ),
    (
        "invalid_client_secret",
        "The secret is wrong, or that of another data center.",
        "Copy the secret of this data center from the client's Settings.",
    ),
    (
        "invalid_redirect_uri",
        "redirect_uri is missing or not the one that the grant code was asked with.",
        "Send the same redirect URI both times.",
    ),
    (
        "invalid_code",
        "The grant code was used, is too old (two minutes, or as long as Generate Code was told) "
        "or of another data center, the PKCE verifier does not fit, or the refresh token is "
        "wrong, revoked or pushed out by 20 others.",
        "Ask for consent once more and exchange the code at once.",
    ),
    (
        "Access Denied",
        "More than 10 renewals of one refresh token in 10 minutes.",
        "Wait, and keep an access token for its hour.",
    ),
    (
        "400 Bad Request, a page",
        "GET instead of POST, or grant_type is missing.",
        "Send a form by POST.",
    ),
    (
        "invalid_token",
        "Revocation: the token is unknown, of another client or of the wrong kind.",
        "It may be revoked already.",
    ),
)
_DESK: tuple[Row, ...] = (
    (
        "UNAUTHORIZED, 401",
        "No Authorization header with a token.",
        "Send Authorization: Zoho-oauthtoken and the access token.",
    ),
    (
        "INVALID_OAUTH, 401",
        "The access token is wrong, revoked or older than an hour; one of another data center "
        "gets a page instead.",
        "Renew it, and ask the Desk of the account's data center.",
    ),
    (
        "SCOPE_MISMATCH, 403",
        "The token has not the scope of this call.",
        "Ask for consent with that scope.",
    ),
    (
        "OAUTH_ORG_MISMATCH, 403",
        "orgId is not the organization that was chosen at consent.",
        "Send that one, leave orgId out, or consent for the other organization.",
    ),
    (
        "FORBIDDEN, 403",
        "The account has no Desk organization.",
        "Sign in with another account.",
    ),
    (
        "URL_NOT_FOUND, 404",
        "The address is not one that the sandbox plays.",
        "Compare it with the list on the start page.",
    ),
    ("METHOD_NOT_ALLOWED, 405", "Only GET is played here.", "Send a GET."),
    ("INVALID_DATA, 422", "limit is not a number from 1 to 100.", "Correct it."),
    ("204, no body", "The list is empty; this is no error.", "Take it as an empty list."),
)

_SIGMA: tuple[Row, ...] = (
    (
        "Enter the Request Token URL",
        "A field of a dialog is empty; each names itself.",
        "Fill it in. Parameters, headers, Body and Revoke Token URL may stay empty.",
    ),
    (
        "is not a whole address that begins with https://",
        "A URL without scheme or host, or with plain http elsewhere than in this sandbox.",
        "Copy it whole from the service's documentation.",
    ),
    (
        "is not authorized",
        "Nobody has pressed Accept yet, or an hour has passed and no refresh token came.",
        "Authorize again; for longer than an hour the Request Token URL needs access_type=offline.",
    ),
    (
        "The sandbox goes to its own addresses only",
        "A URL of a connector or of its API leads elsewhere.",
        "Use the addresses of the start page while you try.",
    ),
)

_SECTIONS = (
    ("API Console", _CONSOLE),
    ("Pages of the accounts server, without a redirect", _PAGES),
    ("In the redirect", _REDIRECTS),
    ("Device codes", _DEVICE),
    ("Token endpoint and revocation, mostly with status 200", _TOKENS),
    ("Desk", _DESK),
    ("Developer console", _SIGMA),
)


def explained(word: str) -> str | None:
    """Return cause and cure of a refusal that stands on the page, or None."""
    rows = (row for _, section in _SECTIONS for row in section)
    return next((f"{cause} {cure}" for name, cause, cure in rows if name == word), None)


def show() -> Response:
    """Return the page."""
    return pages.page(
        "Refusals",
        "<p>Each with its likely cause, and with what helps.</p>\n"
        + "".join(
            f"<h2>{title}</h2>\n"
            + pages.terms(
                (word, f"{escape(cause)}<br>{escape(cure)}") for word, cause, cure in rows
            )
            for title, rows in _SECTIONS
        )
        + '<p><a href="/">Start page</a></p>',
    )
