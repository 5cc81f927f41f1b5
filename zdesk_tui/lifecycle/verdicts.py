"""What a check says about token, scopes and organization: each with its reason and next step."""

from collections.abc import Iterable
from typing import get_args

from zdesk_tui import intent
from zdesk_tui.catalog.services import of
from zdesk_tui.connector import Connector
from zdesk_tui.errors import Refused, ZdeskError
from zdesk_tui.lifecycle.token import VERDICTS
from zdesk_tui.store.status import About, Verdict
from zdesk_tui.zoho.organizations import Listed
from zdesk_tui.zoho.services import Call, Proof, opens

ABOUT = get_args(About)
"""What a check looks at, in this order."""

_BAD_WORDS: dict[About, str] = {"scopes": "missing", "organization": "refused"}
_STATES: dict[About, str] = {"scopes": "scope missing", "organization": "organization refused"}
"""The state of a connector with this trouble; a token's own word is its state."""
_NOT_ASKED: dict[About, str] = {
    "token": "",
    "scopes": "Nothing is known of the scopes as long as the token is refused.",
    "organization": "The organization was not asked about, as the call before was refused.",
}


def state_word(trouble: Verdict | None) -> str:
    """Return the state that a check comes to, by the first thing that must be mended."""
    if trouble is None:
        return "ready"
    return _STATES.get(trouble.about, trouble.word)


def as_data(verdicts: Iterable[Verdict]) -> dict[str, object]:
    """Return what was learned of token, scopes and organization, each None where nothing was."""
    found = {
        one.about: {
            "good": {"+": True, "!": False}.get(one.mark),
            "verdict": one.word,
            "reason": one.reason,
            "next": one.advice or None,
        }
        for one in verdicts
    }
    return {about: found.get(about) for about in ABOUT}


def refused(state: str, error: ZdeskError) -> tuple[Verdict, ...]:
    """Return the verdicts of a check that got no access token.

    Args:
        state: in the words of the list, such as `needs consent`.
        error: why.
    """
    about = next((about for about, word in _STATES.items() if word == state), None)
    if about is None:
        bad = Verdict("token", "!", state, error.message, error.advice)
        return (bad, _unknown("scopes"), _unknown("organization"))
    bad = Verdict(about, "!", _BAD_WORDS[about], error.message, error.advice)
    token = Verdict("token", "~", "unknown", "It was not renewed, for another reason than its own.")
    rest = [_unknown(one) if one != about else bad for one in _STATES]
    return (token, *rest)


def renewed(connector: Connector) -> tuple[Verdict, ...]:
    """Return the verdicts of a check that could only renew the token."""
    service = of(connector.service).name
    return (
        Verdict("token", "+", "alive", "Its token was renewed."),
        Verdict(
            "scopes", "~", "unknown", f"No chosen scope opens a cheap call of {service} to try."
        ),
        Verdict("organization", "~", "unknown", "No call was made that could tell."),
    )


def of_refusal(
    connector: Connector, call: Call, error: Refused, lacking: tuple[str, ...]
) -> tuple[Verdict, ...]:
    """Return the verdicts where the token is good and a call was refused all the same.

    Args:
        connector: that was checked.
        call: that was refused.
        error: what it was refused with; says nothing about the token.
        lacking: scopes that a new consent should bring, where one is missing and it is known.
    """
    token = Verdict("token", "+", "alive", f"{call.shown} took the token.")
    if VERDICTS.get(error.mends or "organization") == "scope missing":
        needs = " and ".join(lacking) or " or ".join(call.scopes)
        reason = f"{error.message} {call.shown} asks for {needs}." if needs else error.message
        held = [one for one in connector.scopes if any(opens(one, want) for want in call.scopes)]
        advice = error.advice
        if held:
            advice = f"Consent again: {held[0]} is chosen, and was not granted."
        scopes = Verdict("scopes", "!", _BAD_WORDS["scopes"], reason, advice)
        return (token, scopes, _unknown("organization"))
    # A word that no step mends is about what the person may do in the organization.
    return (
        token,
        Verdict("scopes", "~", "unknown", f"{call.shown} was refused for another reason."),
        Verdict("organization", "!", _BAD_WORDS["organization"], error.message, error.advice),
    )


def of_proofs(
    connector: Connector,
    proofs: list[Proof],
    listed: tuple[Listed, ...] | None,
) -> tuple[Verdict, ...]:
    """Return the verdicts where every call was answered well.

    Args:
        connector: that was checked.
        proofs: of the calls that were made, one or two.
        listed: the organizations that the token reaches, where a call listed them.
    """
    first = proofs[0]
    shown = f"{first.call} answered {first.status} in {first.seconds * 1000:.0f} ms."
    calls = [proof.made for proof in proofs]
    return (
        Verdict("token", "+", "alive", shown),
        _scopes(connector, calls),
        _organization(connector, calls, listed),
    )


def _scopes(connector: Connector, calls: list[Call]) -> Verdict:
    granted = connector.grant.granted_scopes if connector.grant else None
    lacking = () if granted is None else intent.not_granted(connector.scopes, granted)
    if lacking:
        return Verdict(
            "scopes", "~", "fewer granted",
            f"Zoho's answer to the consent did not name {', '.join(lacking)}.",
            "Where a call is refused, consent again.",
        )  # fmt: skip
    proven = []
    for call in calls:
        by = [one for one in connector.scopes if any(opens(one, want) for want in call.scopes)]
        proven.append(f"{by[0]} opens {call.shown}" if by else f"{call.shown} is open")
    rest = "; the others were granted, and not tried" if len(connector.scopes) > len(calls) else ""
    return Verdict("scopes", "+", "sufficient", f"{', '.join(proven)}{rest}.")


def _organization(
    connector: Connector, calls: list[Call], listed: tuple[Listed, ...] | None
) -> Verdict:
    service, found = of(connector.service), connector.organization
    rule = service.organization
    if rule.selector == "none":
        text = f"{service.name} tells no organizations apart."
        return Verdict("organization", "+", "none needed", text)
    if rule.selector == "token":
        text = f"{calls[0].shown} answered for the one that was chosen at the consent."
        return Verdict("organization", "+", "reachable", text)
    if found is None:
        text = f"No {rule.word} is saved with it."
        return Verdict("organization", "~", "not chosen", text)
    name = f"{rule.word} {found.id}"
    if listed is not None and found.id not in {one.id for one in listed}:
        return Verdict(
            "organization", "!", _BAD_WORDS["organization"],
            f"The token does not reach the {name}; Zoho lists others.",
            f"Choose another {rule.word}, or consent again and choose this one.",
        )  # fmt: skip
    if calls[-1].within:
        text = f"{calls[-1].shown} answered for the {name}."
    elif listed is not None:
        text = f"Zoho lists the {name} for this token."
    else:
        text = f"No cheap call names the {name}."
        return Verdict("organization", "~", "unknown", text)
    return Verdict("organization", "+", "reachable", text)


def _unknown(about: About) -> Verdict:
    return Verdict(about, "~", "unknown", _NOT_ASKED[about])
