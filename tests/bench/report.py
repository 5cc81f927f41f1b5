"""The rows of the report, and how they are laid out."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its budget.

    Args:
        what: was measured.
        figure: what came out.
        budget: what it may be at most.
        unit: of both; `times` is a ratio measured in the same run.
    """

    what: str
    figure: float
    budget: float
    unit: str

    @property
    def kept(self) -> bool:
        """Whether the figure is within the budget."""
        return self.figure <= self.budget


def table(rows: Iterable[Row]) -> str:
    """Return the report as lines of text, a mark before what is over its budget."""
    lines = [f"  {'what':<44}{'figure':>10}{'budget':>10}"]
    for row in rows:
        mark = " " if row.kept else "!"
        places = 0 if float(row.budget).is_integer() and row.unit != "times" else 2
        lines.append(
            f"{mark} {row.what:<44}{row.figure:>10.{places}f}{row.budget:>10.{places}f}  {row.unit}"
        )
    return "\n".join(lines)
