"""What a check says about a value: one line, one mark, and a repair where there is one."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["!", "~", "+"]
"""`!` must be mended, `~` is worth a look, `+` is good."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a value.

    Args:
        mark: how much it matters.
        text: the sentence.
        repair: the value that would be right, when it can be told.
    """

    mark: Mark
    text: str
    repair: str | None = None


def refused(findings: tuple[Finding, ...]) -> bool:
    """Tell whether one of the findings must be mended before going on."""
    return any(finding.mark == "!" for finding in findings)
