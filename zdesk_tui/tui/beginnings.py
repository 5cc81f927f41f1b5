"""How a run of the wizard begins: with which draft, and which ones that were left."""

from dataclasses import dataclass, replace

from zdesk_tui.connector import FORMAT, Connector
from zdesk_tui.errors import FileError, OutOfReach
from zdesk_tui.secret import Secret
from zdesk_tui.setup.draft import Draft, Way, of_connector, with_held
from zdesk_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a wizard begins with.

    Args:
        draft: to begin with, unless a kept one is chosen.
        kept: drafts to go on with, with the time each was kept, seconds since 1970.
        before: the saved connector that is authorized again.
        problems: a sentence for each draft and each secret that could not be read.
    """

    draft: Draft
    kept: list[tuple[Draft, float]]
    before: Connector | None = None
    problems: tuple[str, ...] = ()


def begin_new(workspace: Workspace, name: str, way: Way | None = None) -> Beginning:
    """Return how a new connector begins: with the setups that were left.

    Args:
        workspace: where to save.
        name: proposed for the connector; may be empty.
        way: how consent is to come back, when that is known already.
    """
    draft = Draft(id=workspace.drafts.new_id(), name=name)
    if way:
        draft = draft.on_way(way)
    kept, problems = kept_drafts(workspace)
    if name:
        kept = [row for row in kept if row[0].name.casefold() == name.casefold()]
    return Beginning(draft, kept, problems=tuple(problems))


async def at_hand(workspace: Workspace, name: str) -> None:
    """Fetch a connector's client secret, while the screen lives on, for `begin_again` to find.

    Args:
        workspace: where the connector is.
        name: of the connector.

    Raises:
        ZdeskError: there is none of that name, or the command for its client secret did not give
            it. What a keyring did not give is asked for.
    """
    client = workspace.connectors.load(name).client
    try:
        await client.secret.fetched()
    except OutOfReach:
        if client.secret_command:
            raise


def begin_again(workspace: Workspace, name: str, scopes: tuple[str, ...] = ()) -> Beginning:
    """Return how consent again begins for a saved connector, with its client secret at hand.

    The secret is fetched before anybody consents: a grant code would not wait for it. One that
    the keyring does not have is asked for instead; it may have been left on another machine.

    Args:
        workspace: where the connector is.
        name: of the connector.
        scopes: to ask for in the place of those that it has; it has them until the new grant is
            saved.

    Raises:
        ZdeskError: there is none of that name, it cannot be authorized here, or the command for
            its client secret did not give it.
    """
    connector = workspace.connectors.load(name)
    if connector.format > FORMAT:
        raise FileError(
            f"{name} was written by a newer zdesk-tui (format {connector.format}).",
            "It can be read, but only a newer release can authorize it again.",
        )
    asked = replace(connector, scopes=scopes or connector.scopes)
    draft = of_connector(workspace.drafts.id_again(connector.name), asked)
    rows, problems = kept_drafts(workspace, "reauthorize")
    for kept, _ in rows:
        if kept.name != connector.name:
            continue
        # A grant for other scopes that was not saved is gone on with, unless others are wanted.
        wanted = scopes or not kept.grant_fits
        alike = kept if wanted else replace(kept, scopes_text=draft.scopes_text)
        if alike.asked == draft.asked:
            return _begun(kept, connector, problems)
        if kept.id == draft.id and kept.grant:
            # It is not lost for another one: deleting the connector revokes it too.
            draft = replace(draft, id=workspace.drafts.new_id())
    return _begun(draft, connector, problems)


def _begun(draft: Draft, connector: Connector, problems: list[str]) -> Beginning:
    draft = with_held(draft, connector)
    try:
        for secret in (draft.client_secret, *draft.client_secrets.values()):
            secret.reveal()
    except OutOfReach as error:
        if connector.client.secret_command:
            raise
        draft = replace(draft, client_secret=Secret(""), client_secrets={})
        problems = [*problems, str(error)]
    return Beginning(draft, [], connector, tuple(problems))


def kept_drafts(
    workspace: Workspace, journey: str = "new"
) -> tuple[list[tuple[Draft, float]], list[str]]:
    """Return the drafts of a journey with the time each was kept, and what cannot be read.

    The latest comes first.

    Args:
        workspace: where they are.
        journey: a new connector, or consent again.
    """
    rows, problems = [], []
    for draft_id in workspace.drafts.ids():
        try:
            draft = Draft.from_data(draft_id, workspace.drafts.load(draft_id))
        except FileError as error:
            problems.append(f"A draft is left out. {error}")
            continue
        if draft.journey == journey:
            rows.append((draft, workspace.drafts.kept_at(draft_id)))
    return rows, problems
