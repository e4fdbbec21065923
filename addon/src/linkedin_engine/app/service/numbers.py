"""The numbers for Prometheus."""

import asyncio

from linkedin_engine.metrics import Figures, RunCount, render
from linkedin_engine.storage.runs import RunRepository

from ..engine import Engine
from .core import Core
from .snapshot import StateReader


class Numbers:
    """The numbers of one engine."""

    def __init__(self, core: Core, state: StateReader) -> None:
        """Count this engine's ledger."""
        self._core = core
        self._state = state

    async def text(self) -> bytes:
        """Return the numbers in Prometheus' text format."""
        state = await self._state.read()

        def count(engine: Engine) -> Figures:
            return Figures(
                state=state,
                wishes=engine.wishes.counts_by_state(),
                runs=tuple(
                    RunCount(bot=bot, state=ended, reason=reason, count=number)
                    for bot, ended, reason, number in RunRepository(
                        engine.database
                    ).counts()
                ),
            )

        return await asyncio.to_thread(render, await self._core.read(count))
