"""The query of a redirect, as the browser carries it."""

from urllib.parse import parse_qsl

from zdesk_tui.errors import BadAnswer

NAMES = ("state", "code", "location", "accounts-server", "error")
"""The parameters that Zoho answers with, in the order in which it was seen to write them."""

_MOST = 64


def without_own(query: str, own: str) -> str | None:
    """Return the query without the one that the redirect URI has itself.

    Args:
        query: what was visited or pasted, not decoded.
        own: the redirect URI's query, not decoded; empty when it has none.

    Returns:
        The rest, or None when the redirect URI's own query is not all there.
    """
    if not own:
        return query
    # How Zoho joins its answer to a query is not documented; a second `?` is understood too.
    if query.startswith(own) and query[len(own) : len(own) + 1] in ("", "&", "?"):
        return query[len(own) + 1 :]
    rest = query.split("&")
    for pair in own.split("&"):
        if pair not in rest:
            return None
        rest.remove(pair)
    return "&".join(rest)


def says(query: str, *names: str) -> bool:
    """Tell whether a query has one of these parameters, whatever it holds.

    Args:
        query: not decoded.
        names: of parameters.
    """
    return any(pair.partition("=")[0] in names for pair in query.split("&"))


def parameters(query: str) -> dict[str, str]:
    """Return the decoded parameters.

    Raises:
        BadAnswer: one of Zoho's parameters stands there twice, so that nobody can say which one
            counts, or there are far too many.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        raise BadAnswer(
            "The address holds far more parameters than an answer of Zoho.",
            "Make a new link and consent again.",
            mends="consent",
        ) from None
    names = [name for name, _ in pairs]
    for name in NAMES:
        if names.count(name) > 1:
            raise BadAnswer(
                f"The address holds {name} twice, so it is not clear which one counts.",
                "Give the address exactly once, as the browser shows it.",
                mends="consent",
            )
    return dict(pairs)
