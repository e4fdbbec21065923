"""What the API calls: the engine as a service, in the words of the wire.

Every call may raise an ``EngineError``: ``BadInputError`` names a field,
``NotFoundError`` an id that is not there, ``ConflictError`` and ``BusyError`` what
contradicts the present state, ``UnavailableError`` an engine that is starting or
stopping.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Protocol

from linkedin_engine.contract.events import Hello
from linkedin_engine.contract.replies import (
    BackupItem,
    BackupPage,
    ContactItem,
    ContactPage,
    DoctorReply,
    Health,
    MessagesReply,
    PreviewReply,
    ReapReply,
    RunDetail,
    RunPage,
    SettingsReply,
    WishItem,
    WishPage,
)
from linkedin_engine.contract.requests import (
    ContactPatch,
    ContactQuery,
    HistoryQuery,
    MessagePreview,
    MessagesPut,
    RunCreate,
    RunQuery,
    SessionPut,
    WishPatch,
    WishQuery,
)
from linkedin_engine.contract.state import (
    EngineState,
    RunSummary,
    SessionInfo,
    SystemInfo,
)
from linkedin_engine.jobs.bus import EventBus


class Runs(Protocol):
    """The runs: past, present and asked for."""

    async def list(self, query: RunQuery) -> RunPage:
        """Return the newest runs, queued and running ones included."""

    async def create(self, asked: RunCreate) -> RunSummary:
        """Queue a run, which starts at once when nothing else runs."""

    async def get(self, run_id: str) -> RunDetail:
        """Return a run with its wishes."""

    async def cancel(self, run_id: str) -> RunSummary:
        """Take a run from the queue, or stop it; returns before its end."""


class Wishes(Protocol):
    """The wishes of the ledger."""

    async def list(self, query: WishQuery) -> WishPage:
        """Return wishes, newest first."""

    async def change(self, wish_id: int, patch: WishPatch) -> WishItem:
        """Decide about a wish, or change its text."""

    async def history(self, query: HistoryQuery) -> WishPage:
        """Return wishes of the past, newest first."""

    def pages(self, query: HistoryQuery) -> AsyncIterator[WishPage]:
        """Return the whole history in pieces, for a file."""


class People(Protocol):
    """The contacts."""

    async def list(self, query: ContactQuery) -> ContactPage:
        """Return people by name."""

    async def change(self, contact_id: int, patch: ContactPatch) -> ContactItem:
        """Change what is kept about a person."""

    async def forget(self, contact_id: int) -> None:
        """Erase a person and all their wishes."""


class Settings(Protocol):
    """The options, and what was changed later."""

    async def get(self) -> SettingsReply:
        """Return the options that hold."""

    async def change(self, changes: Mapping[str, object]) -> SettingsReply:
        """Change these options and keep the others; None goes back to the app's."""


class Texts(Protocol):
    """The templates."""

    async def get(self) -> MessagesReply:
        """Return the templates that hold."""

    async def put(self, asked: MessagesPut) -> MessagesReply:
        """Replace the person's own templates."""

    async def preview(self, asked: MessagePreview) -> PreviewReply:
        """Render a text, or say what is wrong with it."""


class Sessions(Protocol):
    """The LinkedIn session; no secret of it comes out."""

    async def get(self) -> SessionInfo:
        """Tell about the session."""

    async def put(self, asked: SessionPut) -> SessionInfo:
        """Take a session in any of the formats."""

    async def clear(self) -> None:
        """Forget the session."""


class Machine(Protocol):
    """The machine, the engine's part of it, and the copies of the database."""

    async def system(self) -> SystemInfo:
        """Measure the machine and the engine now."""

    async def reap(self) -> ReapReply:
        """End the browser processes that were left behind."""

    async def doctor(self, language: str) -> DoctorReply:
        """Make every check; takes some seconds."""

    async def snapshot_file(self) -> Path:
        """Return where the newest picture of a page not understood lies."""

    async def backups(self) -> BackupPage:
        """Return the kept copies of the database."""

    async def make_backup(self) -> BackupItem:
        """Make a consistent copy now."""

    async def backup_file(self, name: str) -> Path:
        """Return where one of the kept copies lies."""


class Numbers(Protocol):
    """The numbers for Prometheus."""

    async def text(self) -> bytes:
        """Return them in Prometheus' text format."""


class EngineService(Protocol):
    """The running engine, by its subjects."""

    @property
    def bus(self) -> EventBus:
        """The events as they happen."""

    @property
    def runs(self) -> Runs:
        """The runs."""

    @property
    def wishes(self) -> Wishes:
        """The wishes."""

    @property
    def people(self) -> People:
        """The contacts."""

    @property
    def settings(self) -> Settings:
        """The options."""

    @property
    def texts(self) -> Texts:
        """The templates."""

    @property
    def sessions(self) -> Sessions:
        """The LinkedIn session."""

    @property
    def machine(self) -> Machine:
        """The machine."""

    @property
    def numbers(self) -> Numbers:
        """The numbers for Prometheus."""

    def health(self) -> Health:
        """Return at once, also while starting and stopping."""

    def hello(self) -> Hello:
        """Return the first message of the event stream."""

    async def state(self) -> EngineState:
        """Return one consistent snapshot."""
