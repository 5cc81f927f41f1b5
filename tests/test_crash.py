"""The crash report: where it happened, and nothing of what was being worked on."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zdesk_tui import cli, crash
from zdesk_tui.store.connectors import Connectors

MARKER = "1000.marker0f5ecret"
HERE = Path(__file__).name


class Odd(Exception):
    """A foreign error that says what it holds."""

    def __init__(self, secret: str) -> None:
        super().__init__(f"failed with {secret}", {"token": secret})
        self.secret = secret
        self.add_note(f"while {secret} was in use")

    def __repr__(self) -> str:
        return f"Odd({self.secret})"


def plainly(secret: str) -> None:
    held_here = [secret]
    raise Odd(held_here[0])


def because_of_another(secret: str) -> None:
    try:
        plainly(secret)
    except Odd as error:
        raise ValueError(secret) from error


def while_handling_another(secret: str) -> None:
    try:
        plainly(secret)
    except Odd:
        no_names: dict[str, str] = {}
        no_names[secret]


def hiding_another(secret: str) -> None:
    try:
        plainly(secret)
    except Odd:
        raise ValueError(secret) from None


def several_at_once(secret: str) -> None:
    raise ExceptionGroup(secret, [Odd(secret), ValueError(secret)])


def caught(fail: Callable[[str], None]) -> Exception:
    try:
        fail(MARKER)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is reported
        return error
    raise AssertionError("nothing failed")


@pytest.mark.parametrize(
    ("fail", "types", "functions"),
    [
        (plainly, ["Odd"], ["plainly"]),
        (because_of_another, ["ValueError", "Odd"], ["because_of_another", "plainly"]),
        (while_handling_another, ["KeyError", "Odd"], ["while_handling_another", "plainly"]),
        (hiding_another, ["ValueError"], ["hiding_another"]),
        (several_at_once, ["ExceptionGroup"], ["several_at_once"]),
    ],
)
def test_report_says_what_kind_and_where_and_nothing_that_was_held(
    fail: Callable[[str], None], types: list[str], functions: list[str]
) -> None:
    lines = crash.report(caught(fail)).splitlines()
    shown = [line.strip().rpartition(".")[2] for line in lines if line.startswith("  ")
             and not line.startswith("    ")]  # fmt: skip
    assert shown == types
    places = [line for line in lines if line.startswith("    ")]
    assert all(HERE in place for place in places)
    for function in functions:
        assert any(place.endswith(f" in {function}") for place in places)
    assert "Saved connectors are intact" in lines[0]
    assert MARKER not in "\n".join(lines)
    assert "failed with" not in "\n".join(lines)


def test_error_that_was_never_raised_is_reported_by_its_kind() -> None:
    assert "test_crash.Odd" in crash.report(Odd(MARKER))
    assert MARKER not in crash.report(Odd(MARKER))


def test_command_that_fails_unexpectedly_ends_with_1_and_the_report_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(Connectors, "names", lambda _: plainly(MARKER))
    assert cli.main(["--home", str(tmp_path), "list"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Odd" in said.err
    assert " in plainly" in said.err
    assert MARKER not in said.err


def test_child_that_fails_prints_no_traceback(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from zdesk_tui import cli\n"
        "from zdesk_tui.store.connectors import Connectors\n"
        f"def fail(self): raise RuntimeError({MARKER!r})\n"
        "Connectors.names = fail\n"
        f"sys.exit(cli.main(['--home', {str(tmp_path)!r}, 'list']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert MARKER not in done.stdout + done.stderr
    assert "RuntimeError" in done.stderr
