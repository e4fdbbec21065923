"""One measured number beside what it could be at least and should be at most."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A measurement. ``floor`` is the least that the same job costs."""

    what: str
    unit: str
    ours: float
    floor: float | None = None
    target: float | None = None


def show(title: str, lines: Sequence[Line]) -> None:
    """Print all lines, with how they compare."""
    table = Table(title=title)
    table.add_column("What")
    for name in ("Floor", "Target", "Ours", "Ours / floor", "Ours / target"):
        table.add_column(name, justify="right")
    for line in lines:
        table.add_row(
            f"{line.what}, {line.unit}",
            _number(line.floor),
            _number(line.target),
            _number(line.ours),
            _ratio(line.ours, line.floor),
            _ratio(line.ours, line.target),
        )
    Console(highlight=False).print(table)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004


def _ratio(ours: float, other: float | None) -> str:
    return f"{ours / other:.2f}" if other else ""
