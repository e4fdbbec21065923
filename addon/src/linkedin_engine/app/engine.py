"""The engine of one data folder, light enough to stay for months."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
import os
from pathlib import Path
import secrets
import sys
from typing import Self

from linkedin_engine.bots.reports import wish_report
from linkedin_engine.clock import Clock
from linkedin_engine.contract.enums import BotName, SendingMode, WishState
from linkedin_engine.contract.models import RunProgress, WishReport
from linkedin_engine.contract.state import RunSummary
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.errors import BadInputError, ConflictError
from linkedin_engine.jobs.requests import RunRequest
from linkedin_engine.jobs.runner import RunEnd, Runner
from linkedin_engine.log import configure
from linkedin_engine.session.importers import import_session
from linkedin_engine.session.vault import Vault
from linkedin_engine.settings import Environment, Options, load_options
from linkedin_engine.settings.environment import NOW
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.restoring import restore_if_missing
from linkedin_engine.storage.sessions import SessionRepository
from linkedin_engine.storage.settings import SettingsRepository
from linkedin_engine.storage.wishes import WishRepository

DATABASE_NAME = "linkedin.db"
RUN_MODULE = "linkedin_engine.app.run"
BOTS = (BotName.BIRTHDAY, BotName.UNLIMITED)


class Engine:
    """A data folder, opened: its ledger, its session, its options, its runs."""

    def __init__(
        self,
        data_dir: Path,
        options_file: Path | None,
        environment: Environment,
        database: Database,
    ) -> None:
        """Take the folder's open database.

        Raises ``BadInputError`` naming an option that cannot be used.
        """
        self.data_dir = data_dir
        self.options_file = options_file
        self.environment = environment
        self.clock = Clock(environment.now)
        self.database = database
        self.app_options: Options = load_options(options_file)
        self.stored_settings = SettingsRepository(database)
        self.options = self.app_options
        self.apply_settings()
        self.contacts = ContactRepository(database)
        self.wishes = WishRepository(database)
        self.vault = Vault(data_dir, SessionRepository(database))

    @classmethod
    @contextmanager
    def open(cls, data_dir: Path, options_file: Path | None) -> Iterator[Self]:
        """Open an engine and close it afterwards.

        Raises ``BadInputError`` naming an option or variable, and a
        ``StorageError`` where the folder or its database cannot be used.
        """
        environment = Environment.parse(os.environ)
        configure(load_options(options_file).log_level)
        restore_if_missing(data_dir / DATABASE_NAME)
        with Database.open(data_dir / DATABASE_NAME) as database:
            yield cls(data_dir, options_file, environment, database)

    def apply_settings(self) -> Options:
        """Read what was changed later than the options, and let it hold."""
        stored = self.stored_settings.get_all()
        self.options = self.app_options.with_overrides(stored)
        configure(self.options.log_level)
        return self.options

    def request(
        self,
        bot: BotName,
        *,
        mode: SendingMode | None = None,
        dry_run: bool = False,
        max_messages: int | None = None,
    ) -> RunRequest:
        """Return the request for one run of a bot, in the mode that holds now."""
        if bot not in BOTS:
            raise BadInputError(
                "bot", f"{bot.value} is not here yet; use {', '.join(BOTS)}"
            )
        return RunRequest(
            run_id=secrets.token_hex(8),
            bot=bot,
            mode=mode or self.options.sending_mode,
            dry_run=dry_run,
            max_messages=max_messages,
            data_dir=str(self.data_dir),
            options_file=None if self.options_file is None else str(self.options_file),
        )

    def request_for(self, run: RunSummary) -> RunRequest:
        """Return the request for a run that was asked for before."""
        request = self.request(
            run.bot,
            mode=run.mode,
            dry_run=run.dry_run,
            max_messages=run.max_messages,
        )
        return replace(request, run_id=run.run_id)

    async def run(
        self, request: RunRequest, progress: Callable[[RunProgress], None]
    ) -> RunEnd:
        """Run a bot in a process of its own and wait for its end."""
        return await Runner((sys.executable, "-m", RUN_MODULE)).run(
            request, progress, self.child_environment()
        )

    def child_environment(self) -> dict[str, str]:
        """Return what a process of this engine's has to see otherwise than this one."""
        if self.environment.now is None:
            return {}
        # A chosen time has gone on since this process started.
        return {NOW: self.clock.now().isoformat()}

    def settle(self, wish_id: int, *, was_sent: bool) -> Wish:
        """Take a person's word on whether an unverified wish was sent.

        A wish that is being sent is the run's to settle: ``ConflictError``.
        """
        state = self.wishes.get(wish_id).state
        if state is not WishState.UNVERIFIED:
            raise ConflictError(
                f"Wish {wish_id} is {state.value}; only unverified wishes are settled."
            )
        if was_sent:
            return self.wishes.mark_sent(wish_id, self.clock.now())
        return self.wishes.release(wish_id)

    def import_session(self, text: bytes) -> None:
        """Read a session from whatever was pasted, and keep it encrypted."""
        now = self.clock.now()
        self.vault.save(import_session(text, now=now), now)

    def wish_reports(
        self, states: Iterable[WishState], *, limit: int = 200
    ) -> list[WishReport]:
        """Return the newest wishes that are in one of these states."""
        return self._reports(self.wishes.list(states=tuple(states), limit=limit))

    def wish_reports_of(self, ids: Iterable[int]) -> list[WishReport]:
        """Return the wishes with these ids."""
        return self._reports(self.wishes.get(wish_id) for wish_id in ids)

    def _reports(self, wishes: Iterable[Wish]) -> list[WishReport]:
        today = self.clock.today(self.options.zone)
        return [
            wish_report(wish, self.contacts.get(wish.contact_id), today)
            for wish in wishes
        ]
