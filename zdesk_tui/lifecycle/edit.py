"""An edit of a saved connector: what each changed field asks for afterwards, and the saving."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from zdesk_tui.connector import Connector, Grant
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.lifecycle.guards import refuse_changed
from zdesk_tui.store.locks import locked
from zdesk_tui.workspace import Workspace

Need = Literal["consent", "check", "nothing"]
"""What an edit asks for, what asks for most first."""
_MOST_FIRST: tuple[Need, ...] = ("consent", "check", "nothing")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that was edited.

    Args:
        label: in the field's own words.
        need: what it asks for.
        why: half a sentence.
    """

    label: str
    need: Need
    why: str


class _Field(NamedTuple):
    """One field: how it is read, and what a change of it asks for.

    Args:
        granted: reads the same from the grant, where consent was given for it.
    """

    label: str
    value: Callable[[Connector], object]
    need: Need
    why: str
    granted: Callable[[Grant], object] | None = None


_FIELDS = (
    _Field("Note", lambda one: one.note, "nothing", "only for people"),
    _Field("Service", lambda one: one.service, "check", "other calls are made"),
    _Field(
        "Data center", lambda one: one.data_center, "consent", "its grant was given in another",
        lambda grant: grant.data_center,
    ),
    _Field(
        "Account in", lambda one: one.user_data_center, "consent",
        "its refresh token is good in the other only",
    ),
    _Field("Client type", lambda one: one.client.type, "nothing", "counts at the next consent"),
    _Field(
        "Client ID", lambda one: one.client.id, "consent", "its grant was given to another",
        lambda grant: grant.client_id,
    ),
    _Field(
        "Client Secret", lambda one: (one.client.secret, one.client.secrets), "check",
        "the next renewal sends it",
    ),
    _Field(
        "Redirect URI", lambda one: one.client.redirect_uri, "nothing",
        "counts at the next consent; the API Console must have it",
    ),
    _Field(
        "Second redirect", lambda one: one.client.local_redirect_uri, "nothing",
        "counts at the next consent here; the API Console must have it",
    ),
    _Field(
        "Scopes", lambda one: one.scopes, "consent", "its grant was given for others",
        lambda grant: grant.scopes,
    ),
    _Field("Access", lambda one: one.access_type, "nothing", "counts at the next consent"),
    _Field("Organization", lambda one: one.organization, "check", "calls name it"),
)  # fmt: skip


def changes(before: Connector, after: Connector) -> tuple[Change, ...]:
    """Return each field that differs, with what that asks for.

    Args:
        before: as saved.
        after: as edited; its grant is the same.
    """
    return tuple(
        _change(field, after) for field in _FIELDS if field.value(before) != field.value(after)
    )


def need_of(found: Iterable[Change]) -> Need:
    """Return what several changes ask for together."""
    needs = {change.need for change in found}
    return next((need for need in _MOST_FIRST if need in needs), "nothing")


def moved(connector: Connector, center: DataCenter) -> Connector:
    """Return the connector with its client in another data center.

    The account moves along where it was in the same one, and where one of them is custom: a
    custom data center has the accounts of its own.

    Args:
        connector: as edited so far.
        center: where the client is registered.
    """
    home = connector.user_data_center
    same = home.code == connector.data_center.code
    if same or "custom" in (center.code, home.code):
        home = center
    return replace(connector, data_center=center, user_data_center=home)


def save(workspace: Workspace, before: Connector, after: Connector) -> Need:
    """Save an edited connector in one step, if nobody else changed it meanwhile.

    Args:
        workspace: where it is.
        before: as it was when the edit began.
        after: as edited.

    Returns:
        What it asks for now.

    Raises:
        ZdeskError: somebody else changed or deleted it meanwhile; nothing is written then.
        FileError: it could not be written.
    """
    need = need_of(changes(before, after))
    with locked(workspace.paths, before.name):
        refuse_changed(workspace, before)
        workspace.connectors.save(after)
        if need != "nothing":
            # What was found out before was found out about other values.
            verdict = "needs consent" if need == "consent" else None
            workspace.statuses.note(before.name, checked_at=None, verdict=verdict, verdicts=())
    return need


def _change(field: _Field, after: Connector) -> Change:
    grant = after.grant
    if field.need == "consent" and grant is None:
        elsewhere = after.lives_in != "here"
        why = "consent is given in Zoho's console" if elsewhere else "it needs consent anyway"
        return Change(field.label, "nothing", why)
    if field.granted and grant:
        now = field.value(after)
        if field.granted(grant) == (now.code if isinstance(now, DataCenter) else now):
            return Change(field.label, "check", "its grant was given for this")
    lacks = grant is not None and grant.refresh_token is None
    if field.label == "Access" and after.access_type == "offline" and lacks:
        return Change(field.label, "consent", "its grant has no refresh token")
    return Change(field.label, field.need, field.why)
