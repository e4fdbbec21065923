"""The table of what can be asked: routes, parsing and description come from it."""

from dataclasses import dataclass
from enum import StrEnum

from linkedin_engine.contract import replies, requests, state

from . import answers, history
from .operation import Operation

_API = "/api/v1"
# A browser is started once to see that it can be.
_DOCTOR_SECONDS = 90.0


class Language(StrEnum):
    """In which the doctor speaks."""

    EN = "en"
    FR = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorQuery(requests.Request):
    """How the checks are told."""

    language: Language = Language.EN


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="get_health",
        method="GET",
        path="/health",
        summary="Whether requests are answered; needs no token",
        answer=answers.health,
        reply=replies.Health,
        statuses=(200, 503),
        is_public=True,
    ),
    Operation(
        name="get_state",
        method="GET",
        path=f"{_API}/state",
        summary="One snapshot of everything",
        call=lambda service, _: service.state(),
        reply=state.EngineState,
    ),
    Operation(
        name="list_runs",
        method="GET",
        path=f"{_API}/runs",
        summary="The newest runs, queued and running ones included",
        call=lambda service, asked: service.runs.list(asked.query),
        query=requests.RunQuery,
        reply=replies.RunPage,
    ),
    Operation(
        name="create_run",
        method="POST",
        path=f"{_API}/runs",
        summary="Queue a run, which starts at once when nothing else runs",
        call=lambda service, asked: service.runs.create(asked.body),
        body=requests.RunCreate,
        reply=state.RunSummary,
        statuses=(202,),
        errors=(409,),
    ),
    Operation(
        name="get_run",
        method="GET",
        path=f"{_API}/runs/{{run_id}}",
        summary="A run with its wishes",
        call=lambda service, asked: service.runs.get(asked.path["run_id"]),
        reply=replies.RunDetail,
        errors=(404,),
    ),
    Operation(
        name="cancel_run",
        method="DELETE",
        path=f"{_API}/runs/{{run_id}}",
        summary="Take a run from the queue, or stop it; answers before its end",
        call=lambda service, asked: service.runs.cancel(asked.path["run_id"]),
        reply=state.RunSummary,
        statuses=(202,),
        errors=(404, 409),
    ),
    Operation(
        name="list_wishes",
        method="GET",
        path=f"{_API}/wishes",
        summary="Wishes, newest first",
        call=lambda service, asked: service.wishes.list(asked.query),
        query=requests.WishQuery,
        reply=replies.WishPage,
    ),
    Operation(
        name="change_wish",
        method="PATCH",
        path=f"{_API}/wishes/{{wish_id}}",
        summary="Decide about a wish, or change its text",
        call=lambda service, asked: service.wishes.change(
            asked.path["wish_id"], asked.body
        ),
        body=requests.WishPatch,
        reply=replies.WishItem,
        errors=(404, 409),
    ),
    Operation(
        name="list_contacts",
        method="GET",
        path=f"{_API}/contacts",
        summary="People by name",
        call=lambda service, asked: service.people.list(asked.query),
        query=requests.ContactQuery,
        reply=replies.ContactPage,
        errors=(404,),
    ),
    Operation(
        name="change_contact",
        method="PATCH",
        path=f"{_API}/contacts/{{contact_id}}",
        summary="Change what is kept about a person",
        call=lambda service, asked: service.people.change(
            asked.path["contact_id"], asked.body
        ),
        body=requests.ContactPatch,
        reply=replies.ContactItem,
        errors=(404, 409),
    ),
    Operation(
        name="forget_contact",
        method="DELETE",
        path=f"{_API}/contacts/{{contact_id}}",
        summary="Erase a person and all their wishes",
        call=lambda service, asked: service.people.forget(asked.path["contact_id"]),
        statuses=(204,),
        errors=(404, 409),
    ),
    Operation(
        name="get_settings",
        method="GET",
        path=f"{_API}/settings",
        summary="The options that hold",
        call=lambda service, _: service.settings.get(),
        reply=replies.SettingsReply,
    ),
    Operation(
        name="change_settings",
        method="PUT",
        path=f"{_API}/settings",
        summary="Change these options and keep the others; null takes one back",
        call=lambda service, asked: service.settings.change(asked.body),
        body=dict,
        reply=replies.SettingsReply,
    ),
    Operation(
        name="get_messages",
        method="GET",
        path=f"{_API}/messages",
        summary="The templates that hold",
        call=lambda service, _: service.texts.get(),
        reply=replies.MessagesReply,
    ),
    Operation(
        name="put_messages",
        method="PUT",
        path=f"{_API}/messages",
        summary="Replace the person's own templates",
        call=lambda service, asked: service.texts.put(asked.body),
        body=requests.MessagesPut,
        reply=replies.MessagesReply,
        errors=(409,),
    ),
    Operation(
        name="preview_message",
        method="POST",
        path=f"{_API}/messages/preview",
        summary="Render a text, or say what is wrong with it",
        call=lambda service, asked: service.texts.preview(asked.body),
        body=requests.MessagePreview,
        reply=replies.PreviewReply,
        errors=(404,),
    ),
    Operation(
        name="get_session",
        method="GET",
        path=f"{_API}/session",
        summary="About the LinkedIn session; no secret in it",
        call=lambda service, _: service.sessions.get(),
        reply=state.SessionInfo,
    ),
    Operation(
        name="put_session",
        method="PUT",
        path=f"{_API}/session",
        summary="Take a session in any of the formats",
        call=lambda service, asked: service.sessions.put(asked.body),
        body=requests.SessionPut,
        reply=state.SessionInfo,
        errors=(409,),
    ),
    Operation(
        name="clear_session",
        method="DELETE",
        path=f"{_API}/session",
        summary="Forget the session",
        call=lambda service, _: service.sessions.clear(),
        statuses=(204,),
        errors=(409,),
    ),
    Operation(
        name="get_system",
        method="GET",
        path=f"{_API}/system",
        summary="Measure the machine and the engine now",
        call=lambda service, _: service.machine.system(),
        reply=state.SystemInfo,
    ),
    Operation(
        name="reap",
        method="POST",
        path=f"{_API}/system/reap",
        summary="End the browser processes that were left behind",
        call=lambda service, _: service.machine.reap(),
        reply=replies.ReapReply,
        errors=(409,),
        is_single=True,
    ),
    Operation(
        name="get_snapshot",
        method="GET",
        path=f"{_API}/system/snapshot",
        summary="What the last page not understood looked like, its texts blurred",
        answer=answers.snapshot,
        statuses=(200, 206, 304),
        errors=(404, 412, 416),
        media=(answers.PICTURE_TYPE,),
    ),
    Operation(
        name="get_doctor",
        method="GET",
        path=f"{_API}/system/doctor",
        summary="Make every check; takes some seconds",
        call=lambda service, asked: service.machine.doctor(asked.query.language.value),
        query=DoctorQuery,
        reply=replies.DoctorReply,
        errors=(409,),
        seconds=_DOCTOR_SECONDS,
        is_single=True,
    ),
    Operation(
        name="list_backups",
        method="GET",
        path=f"{_API}/system/backups",
        summary="The kept copies of the database",
        call=lambda service, _: service.machine.backups(),
        reply=replies.BackupPage,
    ),
    Operation(
        name="make_backup",
        method="POST",
        path=f"{_API}/system/backups",
        summary="Make a consistent copy now",
        call=lambda service, _: service.machine.make_backup(),
        reply=replies.BackupItem,
        statuses=(201,),
        errors=(409,),
        is_single=True,
    ),
    Operation(
        name="download_backup",
        method="GET",
        path=f"{_API}/system/backups/{{name}}",
        summary="One of the copies, as a file",
        answer=answers.download,
        statuses=(200, 206, 304),
        errors=(404, 412, 416),
        media=(answers.DATABASE_TYPE,),
    ),
    Operation(
        name="get_history",
        method="GET",
        path=f"{_API}/history",
        summary="Wishes of the past; all of them with Accept: text/csv",
        answer=history.answer,
        query=requests.HistoryQuery,
        reply=replies.WishPage,
        media=("application/json", history.CSV),
    ),
    Operation(
        name="get_events",
        method="GET",
        path=f"{_API}/events",
        summary="A WebSocket: hello, snapshot, then events as they happen",
        answer=answers.events,
        statuses=(101,),
    ),
    Operation(
        name="get_openapi",
        method="GET",
        path=f"{_API}/openapi.json",
        summary="This description",
        answer=answers.description,
    ),
    Operation(
        name="get_metrics",
        method="GET",
        path="/metrics",
        summary="Numbers for Prometheus",
        answer=answers.metrics,
        media=("text/plain",),
    ),
)
