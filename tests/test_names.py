"""The rule for connector names."""

import subprocess
import sys

import pytest

from zdesk_tui import names
from zdesk_tui.errors import UsageError
from zdesk_tui.findings import Finding

GOOD = ["a", "7", "desk", "Desk-EU.prod_2", "a" * 64, "a..b", "a-", "x.toml"]

BAD: dict[str, tuple[Finding, ...]] = {
    "": (Finding("!", "Give the connector a name."),),
    " \t": (Finding("!", "Give the connector a name."),),
    " desk ": (Finding("!", "The name has blanks before or after it.", "desk"),),
    "desk\n": (Finding("!", "The name has blanks before or after it.", "desk"),),
    "my  new desk": (Finding("!", "The name has blanks in it.", "my-new-desk"),),
    " my desk": (
        Finding("!", "The name has blanks before or after it.", "my-desk"),
        Finding("!", "The name has blanks in it.", "my-desk"),
    ),
    " my désk": (
        Finding("!", "The name has blanks before or after it."),
        Finding("!", "The name has blanks in it."),
        Finding("!", "Only a-z A-Z 0-9 . _ - can stand in a name, not é"),
    ),
    "../x": (
        Finding("!", "Only a-z A-Z 0-9 . _ - can stand in a name, not /"),
        Finding("!", "The name must start with a letter or a digit."),
    ),
    "a/b/c*": (Finding("!", "Only a-z A-Z 0-9 . _ - can stand in a name, not / *"),),
    "a\x1b\u202e": (
        Finding("!", "Only a-z A-Z 0-9 . _ - can stand in a name, not U+001B U+202E", "a"),
    ),
    "“desk prod”": (
        Finding("!", "The name has blanks in it.", "desk-prod"),
        Finding("!", "Only a-z A-Z 0-9 . _ - can stand in a name, not “ ”", "desk-prod"),
    ),
    "-x": (Finding("!", "The name must start with a letter or a digit."),),
    ".x": (Finding("!", "The name must start with a letter or a digit."),),
    "_": (Finding("!", "The name must start with a letter or a digit."),),
    "a" * 65: (Finding("!", "The name has 65 characters; at most 64 are possible."),),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_name_has_no_findings(name: str) -> None:
    assert names.check(name) == ()
    assert names.valid(name)
    assert names.require(name) == name


@pytest.mark.parametrize("name", BAD)
def test_every_violation_has_its_own_sentence(name: str) -> None:
    assert names.check(name) == BAD[name]
    assert not names.valid(name)


def test_a_taken_name_is_refused_without_regard_to_case() -> None:
    taken = ["Desk", "other"]
    said = Finding("!", "Desk is saved already; capital and small letters are the same.")
    assert names.check("desk", taken) == (said,)
    assert names.check("desk-2", taken) == ()


def test_a_taken_name_is_no_repair() -> None:
    assert names.check(" desk", ["Desk"]) == (
        Finding("!", "The name has blanks before or after it."),
        Finding("!", "Desk is saved already; capital and small letters are the same."),
    )


def test_require_says_everything_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        names.require("../x")
    assert str(caught.value) == (
        "Only a-z A-Z 0-9 . _ - can stand in a name, not / "
        "The name must start with a letter or a digit. "
        "A name is 1 to 64 of a-z A-Z 0-9 . _ - and starts with a letter or digit."
    )
    assert caught.value.exit_code == 2


def test_the_module_imports_only_re() -> None:
    code = (
        "import re, sys; before = set(sys.modules); import zdesk_tui.names; "
        "print(sorted(set(sys.modules) - before - {'__future__'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['zdesk_tui', 'zdesk_tui.names']"
