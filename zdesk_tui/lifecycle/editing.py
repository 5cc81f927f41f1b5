"""A connector's file in the person's own editor: a private copy, checked, then swapped in."""

import shlex
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from zdesk_tui.connector import FORMAT
from zdesk_tui.errors import FileError, ZdeskError
from zdesk_tui.store import connector_file
from zdesk_tui.store.files import private_folder, read_bytes, remove, text_of, write_private
from zdesk_tui.store.locks import locked
from zdesk_tui.workspace import Workspace

USUAL = ("editor", "nano", "vi")
"""Editors to look for where no variable names one."""
WAITING = (
    "If the editor is still open, its command needs a word that makes it wait, such as: code --wait"
)
"""What else it can mean that nothing was changed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A copy that is being edited.

    Args:
        name: of the connector.
        copy: the file for the editor, alone in a private folder.
        original: what the connector's file held when the copy was made.
        begun: what the copy began with; a text that was kept earlier differs from the original.
    """

    name: str
    copy: Path
    original: bytes
    begun: bytes


def editor(environ: Mapping[str, str]) -> list[str]:
    """Return the words of the person's editor: `$VISUAL`, else `$EDITOR`, else a usual one.

    Args:
        environ: the environment variables.

    Raises:
        ZdeskError: there is none, or its variable cannot be split into words.
    """
    for variable in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(environ.get(variable, ""))
        except ValueError:
            raise ZdeskError(
                f"${variable} cannot be read: a quotation mark in it is not closed.",
                f"Set it to a command, such as: export {variable}=nano",
            ) from None
        if words:
            return words
    found = next(filter(shutil.which, USUAL), None)
    if found is None:
        raise ZdeskError("There is no editor.", "Name one, such as: export VISUAL=nano")
    return [found]


def no_start(words: list[str], error: OSError) -> ZdeskError:
    """Return the error for an editor that cannot be started."""
    reason = (error.strerror or type(error).__name__).lower()
    return ZdeskError(
        f"The editor {words[0]} cannot be started: {reason}.",
        "Name another one, such as: export VISUAL=nano",
    )


def begin(workspace: Workspace, name: str) -> Sheet:
    """Make the copy, readable or not; a text that was kept from an earlier edit goes on.

    Args:
        workspace: where the connector is.
        name: of the connector.

    Raises:
        NoSuchConnector: there is none of that name.
        FileError: its file cannot be opened, is of a newer format, or the copy cannot be made.
    """
    number = FORMAT
    with suppress(FileError):
        # One that cannot be read is what an editor is there for.
        number = workspace.connectors.load(name).format
    _refuse_newer(number, workspace.paths.connector(name))
    original = read_bytes(workspace.paths.connector(name))
    begun = original
    with suppress(FileError):
        begun = read_bytes(workspace.paths.edit(name))
    folder = Path(workspace.paths.edits)
    copy = folder / f"{name}.{token_hex(4)}" / f"{name}.toml"
    with suppress(OSError):
        private_folder(folder)
    write_private(str(copy), begun)
    return Sheet(name, copy, original, begun)


def finish(workspace: Workspace, sheet: Sheet, *, failed: bool = False) -> bool:
    """Check what the editor left, swap it in, and leave nothing else behind.

    Args:
        workspace: where the connector is.
        sheet: that `begin` made.
        failed: the editor ended with an error; then nothing is swapped.

    Returns:
        Whether the connector's file was changed.

    Raises:
        FileError: the text is no connector, the original was changed meanwhile, or one of them
            cannot be read or written. The connector is as before, and the text is kept.
    """
    try:
        text = read_bytes(str(sheet.copy))
        if text == sheet.original:
            remove(workspace.paths.edit(sheet.name))
            return False
        if failed and text == sheet.begun:
            return False
        try:
            if failed:
                raise FileError("The editor ended with an error.", "")
            with locked(workspace.paths, sheet.name):
                _swap(workspace, sheet, text)
        except FileError as error:
            raise _kept(workspace, sheet, error) from None
        remove(workspace.paths.edit(sheet.name))
        return True
    finally:
        # Swap and backup files of the editor go with the folder.
        shutil.rmtree(sheet.copy.parent, ignore_errors=True)


def _swap(workspace: Workspace, sheet: Sheet, text: bytes) -> None:
    path, where = workspace.paths.connector(sheet.name), workspace.paths.edit(sheet.name)
    found = connector_file.decode(
        text_of(text, where),
        where,
        sheet.name,
        workspace.data_centers,
        workspace.connectors.places,
    )
    _refuse_newer(found.format, where)
    try:
        same = read_bytes(path) == sheet.original
    except FileError:
        same = False
    if not same:
        raise FileError(f"{path} was changed by another program while the editor was open.", "")
    write_private(path, text)
    # What was found before is not about this text.
    workspace.statuses.note(sheet.name, checked_at=None, verdict=None, verdicts=())


def _refuse_newer(number: int, path: str) -> None:
    if number > FORMAT:
        raise FileError(
            f"{path} has format {number}, made by a newer zdesk-tui.",
            "Update zdesk-tui to change this connector.",
            path=Path(path),
        )


def _kept(workspace: Workspace, sheet: Sheet, error: FileError) -> FileError:
    """Keep a text that cannot be swapped in, and return the error that says where it is."""
    where = Path(workspace.paths.edit(sheet.name))
    # Moving it needs no room on a full disk.
    sheet.copy.chmod(0o600)
    sheet.copy.replace(where)
    return FileError(
        f"{error.message} {sheet.name} is as it was before.",
        f"The text is kept in {where}; editing {sheet.name} goes on with it. Delete that file to "
        "begin anew.",
        path=where,
        line=error.line,
    )
