"""One typed method for each call of the engine's HTTP contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol, Self

from aiohttp import ClientSession, hdrs

from .compatibility import check_compatible
from .contract.replies import (
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
from .contract.requests import (
    ContactPatch,
    ContactQuery,
    HistoryQuery,
    MessagePreview,
    MessagesPut,
    Request,
    RunCreate,
    RunQuery,
    SessionPut,
    WishPatch,
    WishQuery,
)
from .contract.state import EngineState, RunSummary, SessionInfo, SystemInfo
from .errors import CannotConnectError, EngineError
from .wire import API, Wire, pairs

# The doctor starts a browser once; on a Pi that takes its time.
_DOCTOR_SECONDS: Final = 100.0


class _Readable(Protocol):
    @classmethod
    def from_dict(cls, d: Mapping[Any, Any], /) -> Self: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the engine's, and when it was taken."""

    content: bytes
    content_type: str
    taken_at: datetime | None


class EngineClient:
    """Asks one engine; every method raises ``EngineClientError`` when it fails."""

    def __init__(self, session: ClientSession, url: str, token: str) -> None:
        """Take a session that somebody else closes."""
        self._wire = Wire(session, url, token)

    @property
    def wire(self) -> Wire:
        """How the engine is reached."""
        return self._wire

    async def get_health(self) -> Health:
        """Return whether requests are answered; needs no token."""
        return _read(Health, await self._request("GET", "health"))

    async def get_state(self) -> EngineState:
        """Return the snapshot; raises ``IncompatibleEngineError``."""
        said = await self._request("GET", f"{API}/state")
        check_compatible(said)
        return _read(EngineState, said)

    async def list_runs(self, query: RunQuery | None = None) -> RunPage:
        """Return the newest runs, queued and running ones included."""
        return _read(RunPage, await self._request("GET", f"{API}/runs", query=query))

    async def create_run(self, asked: RunCreate) -> RunSummary:
        """Queue a run, which starts at once when nothing else runs."""
        said = await self._request("POST", f"{API}/runs", body=_body(asked))
        return _read(RunSummary, said)

    async def get_run(self, run_id: str) -> RunDetail:
        """Return a run with its wishes."""
        return _read(RunDetail, await self._request("GET", f"{API}/runs/{run_id}"))

    async def cancel_run(self, run_id: str) -> RunSummary:
        """Take a run from the queue, or stop it; returns before its end."""
        return _read(RunSummary, await self._request("DELETE", f"{API}/runs/{run_id}"))

    async def list_wishes(self, query: WishQuery | None = None) -> WishPage:
        """Return wishes, newest first."""
        return _read(WishPage, await self._request("GET", f"{API}/wishes", query=query))

    async def change_wish(self, wish_id: int, patch: WishPatch) -> WishItem:
        """Decide about a wish, or change its text."""
        path = f"{API}/wishes/{wish_id}"
        return _read(WishItem, await self._request("PATCH", path, body=_body(patch)))

    async def get_history(self, query: HistoryQuery | None = None) -> WishPage:
        """Return wishes of the past, newest first."""
        said = await self._request("GET", f"{API}/history", query=query)
        return _read(WishPage, said)

    async def list_contacts(self, query: ContactQuery | None = None) -> ContactPage:
        """Return people by name."""
        said = await self._request("GET", f"{API}/contacts", query=query)
        return _read(ContactPage, said)

    async def change_contact(self, contact_id: int, patch: ContactPatch) -> ContactItem:
        """Change what is kept about a person."""
        path = f"{API}/contacts/{contact_id}"
        return _read(ContactItem, await self._request("PATCH", path, body=_body(patch)))

    async def forget_contact(self, contact_id: int) -> None:
        """Erase a person and all their wishes."""
        await self._request("DELETE", f"{API}/contacts/{contact_id}")

    async def get_settings(self) -> SettingsReply:
        """Return the options that hold."""
        return _read(SettingsReply, await self._request("GET", f"{API}/settings"))

    async def change_settings(self, changes: Mapping[str, Any]) -> SettingsReply:
        """Change these options and keep the others; None goes back to the app's."""
        said = await self._request("PUT", f"{API}/settings", body=dict(changes))
        return _read(SettingsReply, said)

    async def get_messages(self) -> MessagesReply:
        """Return the templates that hold."""
        return _read(MessagesReply, await self._request("GET", f"{API}/messages"))

    async def put_messages(self, asked: MessagesPut) -> MessagesReply:
        """Replace the person's own templates."""
        said = await self._request("PUT", f"{API}/messages", body=_body(asked))
        return _read(MessagesReply, said)

    async def preview_message(self, asked: MessagePreview) -> PreviewReply:
        """Render a text, or say what is wrong with it."""
        said = await self._request("POST", f"{API}/messages/preview", body=_body(asked))
        return _read(PreviewReply, said)

    async def get_session(self) -> SessionInfo:
        """Tell about the LinkedIn session; no secret in it."""
        return _read(SessionInfo, await self._request("GET", f"{API}/session"))

    async def put_session(self, asked: SessionPut) -> SessionInfo:
        """Give the engine a LinkedIn session in any of the formats."""
        said = await self._request("PUT", f"{API}/session", body=_body(asked))
        return _read(SessionInfo, said)

    async def clear_session(self) -> None:
        """Make the engine forget the LinkedIn session."""
        await self._request("DELETE", f"{API}/session")

    async def get_system(self) -> SystemInfo:
        """Have the machine and the engine measured now."""
        return _read(SystemInfo, await self._request("GET", f"{API}/system"))

    async def reap(self) -> ReapReply:
        """End the browser processes that were left behind."""
        return _read(ReapReply, await self._request("POST", f"{API}/system/reap"))

    async def get_doctor(self, language: str = "en") -> DoctorReply:
        """Have every check made, in English or French; takes some seconds."""
        answer = await self._wire.exchange(
            "GET",
            f"{API}/system/doctor",
            query=[("language", language)],
            seconds=_DOCTOR_SECONDS,
        )
        return _read(DoctorReply, answer.json())

    async def list_backups(self) -> BackupPage:
        """Return the kept copies of the database."""
        return _read(BackupPage, await self._request("GET", f"{API}/system/backups"))

    async def make_backup(self) -> BackupItem:
        """Have a consistent copy of the database made now."""
        return _read(BackupItem, await self._request("POST", f"{API}/system/backups"))

    async def get_snapshot(self) -> Picture | None:
        """Return what the last page that was not understood looked like, if any."""
        try:
            answer = await self._wire.exchange("GET", f"{API}/system/snapshot")
        except EngineError as error:
            if error.code == "not_found":
                return None
            raise
        taken = answer.headers.get(hdrs.LAST_MODIFIED)
        return Picture(
            content=answer.content,
            content_type=answer.content_type,
            taken_at=None if taken is None else parsedate_to_datetime(taken),
        )

    async def _request(
        self,
        method: str,
        path: str,
        *,
        query: Request | None = None,
        body: dict[str, Any] | None = None,
    ) -> Any:
        answer = await self._wire.exchange(method, path, query=pairs(query), body=body)
        return answer.json()


def _body(asked: Request) -> dict[str, Any]:
    """Return a request as JSON holds it; what is None was not asked for."""
    return {key: value for key, value in asked.to_dict().items() if value is not None}


def _read[R: _Readable](kind: type[R], said: Any) -> R:
    try:
        return kind.from_dict(said)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise CannotConnectError("the answer is not as the contract says") from error
