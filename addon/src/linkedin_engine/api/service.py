"""What the API calls: the engine as a service, in the words of the wire."""

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


class EngineService(Protocol):
    """The running engine. Every call may raise an ``EngineError``.

    ``BadInputError`` names a field, ``NotFoundError`` an id that is not there,
    ``ConflictError`` and ``BusyError`` what contradicts the present state, and
    ``UnavailableError`` an engine that is starting or stopping.
    """

    @property
    def bus(self) -> EventBus:
        """The events as they happen."""

    def health(self) -> Health:
        """Return at once, also while starting and stopping."""

    def hello(self) -> Hello:
        """Return the first message of the event stream."""

    async def state(self) -> EngineState:
        """Return one consistent snapshot."""

    async def runs(self, query: RunQuery) -> RunPage:
        """Return the newest runs, queued and running ones included."""

    async def create_run(self, asked: RunCreate) -> RunSummary:
        """Queue a run, which starts at once when nothing else runs."""

    async def run(self, run_id: str) -> RunDetail:
        """Return a run with its wishes."""

    async def cancel_run(self, run_id: str) -> RunSummary:
        """Take a run from the queue, or stop it; returns before its end."""

    async def wishes(self, query: WishQuery) -> WishPage:
        """Return wishes, newest first."""

    async def change_wish(self, wish_id: int, patch: WishPatch) -> WishItem:
        """Decide about a wish, or change its text."""

    async def contacts(self, query: ContactQuery) -> ContactPage:
        """Return people by name."""

    async def change_contact(self, contact_id: int, patch: ContactPatch) -> ContactItem:
        """Change what is kept about a person."""

    async def forget_contact(self, contact_id: int) -> None:
        """Erase a person and all their wishes."""

    async def settings(self) -> SettingsReply:
        """Return the options that hold."""

    async def change_settings(self, changes: Mapping[str, object]) -> SettingsReply:
        """Change these options and keep the others; None goes back to the app's."""

    async def messages(self) -> MessagesReply:
        """Return the templates that hold."""

    async def put_messages(self, asked: MessagesPut) -> MessagesReply:
        """Replace the person's own templates."""

    async def preview_message(self, asked: MessagePreview) -> PreviewReply:
        """Render a text, or say what is wrong with it."""

    async def session(self) -> SessionInfo:
        """Tell about the LinkedIn session; no secret in it."""

    async def put_session(self, asked: SessionPut) -> SessionInfo:
        """Take a session in any of the formats."""

    async def clear_session(self) -> None:
        """Forget the session."""

    async def system(self) -> SystemInfo:
        """Measure the machine and the engine now."""

    async def reap(self) -> ReapReply:
        """End the browser processes that were left behind."""

    async def doctor(self, language: str) -> DoctorReply:
        """Make every check; takes some seconds."""

    async def backups(self) -> BackupPage:
        """Return the kept copies of the database."""

    async def make_backup(self) -> BackupItem:
        """Make a consistent copy now."""

    async def backup_file(self, name: str) -> Path:
        """Return where one of the kept copies lies."""

    async def history(self, query: HistoryQuery) -> WishPage:
        """Return wishes of the past, newest first."""

    def history_pages(self, query: HistoryQuery) -> AsyncIterator[WishPage]:
        """Return the whole history in pieces, for a file."""

    async def metrics(self) -> bytes:
        """Return the numbers in Prometheus' text format."""
