"""The engine's numbers in Prometheus' text format, for ``GET /metrics``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from linkedin_engine.contract.enums import BotName, RunReason, RunState, WishState
from linkedin_engine.contract.state import EngineState

# Every scraper since Prometheus 2.0 reads this one.
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCount:
    """How many of the ledger's runs came to one end."""

    bot: BotName
    state: RunState
    reason: RunReason | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What there is to count: the snapshot, and the ledger's wishes and runs."""

    state: EngineState
    wishes: Mapping[WishState, int]
    runs: tuple[RunCount, ...]


def render(figures: Figures) -> bytes:
    """Return the text; for a thread, because the first call reads a library."""
    # Most homes have no Prometheus, and its library is 3 MiB for good.
    from .exposition import expose  # noqa: PLC0415

    return expose(figures)
