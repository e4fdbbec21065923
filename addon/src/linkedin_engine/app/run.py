"""The process of one run: builds everything that a bot works with."""

from collections.abc import Callable
from pathlib import Path
import random
import sys

from linkedin_engine.bots.base import BaseBot, Outcome
from linkedin_engine.bots.birthday import BirthdayBot
from linkedin_engine.bots.context import BotContext, Ledger, Rules
from linkedin_engine.bots.unlimited import UnlimitedBot
from linkedin_engine.browser.launch import BrowserConfig, BrowserSession
from linkedin_engine.contract.enums import BotName
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.domain.limits import Limits
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import EngineError
from linkedin_engine.jobs.child import run_in_this_process
from linkedin_engine.jobs.lock import run_lock
from linkedin_engine.jobs.outlook import hours_of
from linkedin_engine.jobs.requests import RunRequest
from linkedin_engine.linkedin.site import Site
from linkedin_engine.linkedin.urls import SiteUrls
from linkedin_engine.log import bound_run
from linkedin_engine.session.lease import Lease
from linkedin_engine.settings import Options
from linkedin_engine.storage.messages import MessageRepository
from linkedin_engine.storage.runs import NewRun, RunRepository
from linkedin_engine.system.processes import is_orphan, set_parent_death_signal
from linkedin_engine.system.temperature import HeatWatch

from .engine import Engine

BOTS: dict[BotName, type[BaseBot]] = {
    bot.name: bot for bot in (BirthdayBot, UnlimitedBot)
}


def main() -> int:
    """Be one run's process from its request to its exit status."""
    set_parent_death_signal()
    if is_orphan():
        return EngineError.exit_status
    return run_in_this_process(run_bot)


async def run_bot(
    request: RunRequest, progress: Callable[[RunProgress], None]
) -> Outcome:
    """Run one bot; raises ``BusyError`` and what the data folder raises."""
    options_file = None if request.options_file is None else Path(request.options_file)
    with (
        Engine.open(Path(request.data_dir), options_file) as engine,
        run_lock(engine.data_dir),
        bound_run(request.run_id),
    ):
        runs = RunRepository(engine.database)
        runs.abandon_unfinished(engine.clock.now())
        runs.start(_new_run(request), engine.clock.now())
        rng = random.Random()  # noqa: S311 - it chooses texts and pauses, no secrets
        lease = _lease(engine, rng)
        bot = BOTS[request.bot](_context(engine, request, lease, rng, progress))
        outcome = await bot.run()
        lease.save()
        runs.finish(outcome.report, outcome.message)
        return outcome


def _new_run(request: RunRequest) -> NewRun:
    return NewRun(
        run_id=request.run_id,
        bot=request.bot,
        mode=request.mode,
        dry_run=request.dry_run,
        max_messages=request.max_messages,
    )


def _context(
    engine: Engine,
    request: RunRequest,
    lease: Lease,
    rng: random.Random,
    progress: Callable[[RunProgress], None],
) -> BotContext:
    return BotContext(
        run_id=request.run_id,
        rules=_rules(request, engine.options),
        ledger=Ledger(
            database=engine.database,
            contacts=engine.contacts,
            wishes=engine.wishes,
            messages=MessageRepository(engine.database),
        ),
        open_site=lease.site,
        clock=engine.clock,
        pacing=_pacing(engine, rng),
        rng=rng,
        progress=progress,
        heat=HeatWatch(engine.options.max_temperature),
    )


def _rules(request: RunRequest, options: Options) -> Rules:
    asked = request.max_messages
    per_run = options.per_run_limit
    return Rules(
        mode=request.mode,
        dry_run=request.dry_run,
        hours=hours_of(options),
        limits=Limits(
            per_run=per_run if asked is None else min(asked, per_run),
            daily=options.daily_limit,
            weekly=options.weekly_limit,
        ),
        max_days_late=options.max_days_late,
        language=options.language,
    )


def _pacing(engine: Engine, rng: random.Random) -> Pacing:
    return Pacing(
        min_seconds=engine.options.delay_min_seconds,
        max_seconds=engine.options.delay_max_seconds,
        rng=rng,
        pace=engine.environment.pace,
    )


def _lease(engine: Engine, rng: random.Random) -> Lease:
    urls = SiteUrls(engine.environment.base_url)

    def make_site(session: BrowserSession) -> Site:
        return Site(
            session.page,
            urls,
            pacing=_pacing(engine, rng),
            clock=engine.clock.now,
        )

    return Lease(
        vault=engine.vault,
        browser=BrowserConfig(
            base_url=engine.environment.base_url,
            kind=engine.options.browser,
            executable=engine.environment.browser,
            remote_url=engine.options.remote_browser_url,
        ),
        data_dir=engine.data_dir,
        base_url=engine.environment.base_url,
        clock=engine.clock,
        make_site=make_site,
    )


if __name__ == "__main__":
    sys.exit(main())
