"""What a new consent brings that the saved connector did not have: somebody else, another place."""

from dataclasses import dataclass

from zdesk_tui.connector import Connector
from zdesk_tui.plaintext import plain


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer, before and now.

    Args:
        label: in the field's own words.
        before: of the saved connector.
        now: of the new consent.
        foreign: they differ, so that replacing one by the other may break what uses it.
    """

    label: str
    before: str
    now: str
    foreign: bool


def compared(before: Connector, after: Connector) -> tuple[Difference, ...]:
    """Compare whose grant it is, and where it leads; what is unknown on a side is no difference.

    Args:
        before: as saved.
        after: with the new grant.
    """
    accounts = [(one.grant.account or "") if one.grant else "" for one in (before, after)]
    numbers = [(one.grant.zuid or "") if one.grant else "" for one in (before, after)]
    same_person = all(numbers) and numbers[0] == numbers[1]
    ids = [one.organization.id if one.organization else "" for one in (before, after)]
    centers = [one.user_data_center for one in (before, after)]
    return (
        Difference(
            "Account", plain(accounts[0], 60) or "unknown", plain(accounts[1], 60) or "unknown",
            foreign=all(accounts) and not same_person and accounts[0] != accounts[1],
        ),
        Difference(
            "Organization", _organization(before), _organization(after),
            foreign=all(ids) and ids[0] != ids[1],
        ),
        Difference(
            "Data center", centers[0].name, centers[1].name,
            foreign=centers[0].code != centers[1].code,
        ),
        Difference("Scopes", _scopes(before), _scopes(after), foreign=False),
    )  # fmt: skip


def _organization(connector: Connector) -> str:
    found = connector.organization
    if found is None:
        return "-"
    return f"{plain(found.name, 40)} ({found.id})" if found.name else found.id


def _scopes(connector: Connector) -> str:
    return str(len(connector.scopes))
