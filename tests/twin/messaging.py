"""The routes of the twin's messaging app: LinkedIn's own, and those of its script.

LINKEDIN facts: shapes of the compose options and of ``createMessage``, October 2026.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
import json
import re
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from .messaging_view import View
from .rendering import STATIC, page
from .scenario import Reachable, SendFault
from .state import STATE
from .threads import Conversation, Mailbox, Message, profile_urn

MAX_CHARACTERS = 8000
COMPOSE_OPTION = re.compile(r"urn:li:fsd_composeOption:\(([^,]+),.*\)")
NEVER_SENT: dict[SendFault, type[web.HTTPError]] = {
    SendFault.REFUSED: web.HTTPUnprocessableEntity,
    SendFault.LIMIT_DIALOG: web.HTTPTooManyRequests,
}
"""Answers to messages that the server does not take."""

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What answers for one scenario: its mailbox and how that looks."""

    mailbox: Mailbox
    view: View


class Messaging:
    """The handlers; conversations live as long as the scenario."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._closing = asyncio.Event()

    def desk(self, request: web.Request) -> Desk:
        """Return the desk of the scenario that is played now."""
        state = request.app[STATE]
        desk = self._desk
        if desk is None or desk.mailbox.scenario is not state.scenario:
            mailbox = Mailbox(state)
            desk = self._desk = Desk(mailbox=mailbox, view=View(mailbox))
        return desk

    async def close(self, _app: web.Application) -> None:
        """Let go of the answers that never come."""
        self._closing.set()

    async def compose_options(self, request: web.Request) -> web.Response:
        """Tell which kind of message a member can be sent."""
        found = COMPOSE_OPTION.fullmatch(request.match_info["urn"])
        mailbox = self.desk(request).mailbox
        conversation = mailbox.conversation(found[1]) if found else None
        if conversation is None:
            raise web.HTTPNotFound
        return web.json_response(
            {"data": compose_option(conversation), "included": []},
            content_type="application/vnd.linkedin.normalized+json+2.1",
        )

    async def create_message(self, request: web.Request) -> web.Response:
        """Take a message, or play the member's fault."""
        if request.query.get("action") != "createMessage":
            raise web.HTTPBadRequest
        body = await _body(request)
        conversation = _receiver(self.desk(request).mailbox, body)
        text = str(body["message"]["body"]["text"])
        message = await self._deliver(request, conversation, text)
        token = body["message"].get("originToken")
        return web.json_response({"value": created(conversation, message, token)})

    async def send_from_dialog(self, request: web.Request) -> web.Response:
        """Take a message from the dialog of the pages without the Ember bubble."""
        body = await _body(request)
        mailbox = self.desk(request).mailbox
        conversation = mailbox.conversation(str(body["memberId"]))
        if conversation is None:
            raise web.HTTPNotFound
        await self._deliver(request, conversation, str(body["text"]))
        return web.json_response({})

    async def _deliver(
        self, request: web.Request, conversation: Conversation, text: str
    ) -> Message:
        """Record the message exactly when it counts as received."""
        state = request.app[STATE]
        fault = conversation.person.fault
        if not text.strip() or len(text) > MAX_CHARACTERS:
            raise web.HTTPBadRequest
        if fault in NEVER_SENT:
            state.record.refused += 1
            raise NEVER_SENT[fault]
        if fault is SendFault.LOST:
            await self._never()
        message = self.desk(request).mailbox.accept(conversation, text)
        if fault is SendFault.NO_ANSWER:
            await self._never()
        return message

    async def _never(self) -> None:
        await self._closing.wait()
        raise web.HTTPServiceUnavailable

    async def typing(self, _request: web.Request) -> web.Response:
        """Take note that somebody types."""
        return web.Response(status=202)

    async def settings(self, request: web.Request) -> web.Response:
        """Tell the script how this account's app behaves."""
        desk = self.desk(request)
        scenario = desk.mailbox.scenario
        return web.json_response(
            {
                "enterToSend": scenario.enter_to_send,
                "latencyMs": scenario.latency_ms,
                "typingLatencyMs": scenario.typing_latency_ms,
                "promotes": scenario.promotes_after_send,
                "sent": desk.view.say["sent"],
                "list": desk.view.conversation_list(),
                "restored": [
                    {
                        "memberId": bubble.member_id,
                        "minimized": bubble.minimized,
                        "draft": bubble.draft,
                    }
                    for bubble in scenario.open_bubbles
                ],
            }
        )

    async def conversation(self, request: web.Request) -> web.Response:
        """Return the conversation that a compose link names, ready to show."""
        desk = self.desk(request)
        query = request.query
        conversation = addressee(desk.mailbox, query)
        composes = has_composer(conversation, query)
        shape = query.get("shape", "bubble")
        markup = desk.view.conversation(conversation, shape, composes=composes)
        return web.json_response(
            facts_of(conversation) | markup | {"prefill": query.get("body", "")}
        )

    async def messages(self, request: web.Request) -> web.Response:
        """Return some messages of a conversation, as markup."""
        desk = self.desk(request)
        conversation = desk.mailbox.conversation(request.query["member"])
        if conversation is None:
            raise web.HTTPNotFound
        before = int(request.query["before"])
        start, html = desk.view.messages(conversation, before)
        return web.json_response({"start": start, "html": html})

    async def script(self, request: web.Request) -> web.Response:
        """Serve a part of the app's script, from memory.

        A page that goes away while it loads must not leave an open file behind.
        """
        text = _text_of(request.match_info["name"])
        return web.Response(text=text, content_type="text/javascript")

    async def frame(self, _request: web.Request) -> web.Response:
        """Serve the empty frame in which some builds put their bubbles."""
        empty = "<!DOCTYPE html><html><body style='margin:0'></body></html>"
        return web.Response(text=empty, content_type="text/html")

    async def inbox(self, request: web.Request) -> web.Response:
        """Serve the messaging page with its latest conversation."""
        latest = next(iter(self.desk(request).mailbox.existing()), None)
        query = {"thread": latest.thread_id} if latest else {}
        return self._document(request, query)

    async def thread(self, request: web.Request) -> web.Response:
        """Serve the page of one conversation; ``new`` is a blank message."""
        thread_id = request.match_info["thread"]
        mailbox = self.desk(request).mailbox
        if thread_id == "new":
            return self._document(request, {})
        if mailbox.by_thread(thread_id) is None:
            raise web.HTTPNotFound
        return self._document(request, dict(request.query) | {"thread": thread_id})

    async def compose(self, request: web.Request) -> web.Response:
        """Serve the page for a compose link that is opened as a document."""
        return self._document(request, dict(request.query))

    def _document(self, request: web.Request, query: dict[str, str]) -> web.Response:
        desk = self.desk(request)
        scenario = desk.mailbox.scenario
        bubble = query.get("interop") == "msgOverlay" and scenario.surface != "page"
        shown = addressee(desk.mailbox, query)
        hidden = ""
        if scenario.keeps_hidden_thread and not bubble:
            hidden = _somebody_else(desk.mailbox, shown)
        return page(
            request,
            "messaging_overlay.html" if bubble else "messaging_page.html",
            **desk.view.context(),
            conversations=desk.mailbox.existing(),
            hidden=hidden,
            query=urlencode(query),
        )


def compose_option(conversation: Conversation) -> dict[str, Any]:
    """Return what LinkedIn says about writing to a member."""
    person = conversation.person
    urn = profile_urn(person.member_id)
    context: dict[str, Any] = {
        "recipientUrns": [urn],
        "genericRecipientsUnions": [{"profile": urn}],
    }
    kind = "CONNECTION_MESSAGE"
    if conversation.messages:
        kind = "REPLY"
        thread = f"urn:li:fsd_conversation:{conversation.thread_id}"
        context["existingConversationUrn"] = thread
    paid = person.reachable in {Reachable.PAID_INMAIL, Reachable.PREMIUM}
    option = f"({person.member_id},NONE,EMPTY_CONTEXT_ENTITY_URN)"
    return {
        "$type": "com.linkedin.voyager.dash.messaging.compose.ComposeOption",
        "entityUrn": f"urn:li:fsd_composeOption:{option}",
        "composeOptionType": "PREMIUM_INMAIL" if paid else kind,
        "composeNavigationContext": context,
        "paidInMail": paid,
    }


def created(
    conversation: Conversation, message: Message, token: str | None
) -> dict[str, Any]:
    """Return what LinkedIn answers to an accepted message."""
    return {
        "entityUrn": message.id,
        "conversationUrn": conversation.urn,
        "backendConversationUrn": f"urn:li:messagingThread:{conversation.thread_id}",
        "originToken": token,
        "deliveredAt": round(message.at.timestamp() * 1000),
        "body": {"attributes": [], "text": message.text},
        "renderContentUnions": [],
    }


def addressee(mailbox: Mailbox, query: Mapping[str, str]) -> Conversation | None:
    """Return whose conversation a link opens; None for an unaddressed composer.

    ``profileUrn`` alone addresses nobody, and a card's link may lead elsewhere.
    """
    if thread := query.get("thread"):
        return mailbox.by_thread(thread)
    conversation = mailbox.conversation(query.get("recipient", ""))
    if conversation and conversation.person.opens and "propUrn" in query:
        return mailbox.conversation(conversation.person.opens)
    return conversation


def has_composer(conversation: Conversation | None, query: Mapping[str, str]) -> bool:
    """Say whether a text field appears, or only the "say hello" widget.

    LINKEDIN facts: ``recipient`` without ``profileUrn`` may not get one for a
    connection that was never written to.
    """
    if conversation is None:
        return True
    if conversation.person.reachable is Reachable.NO_COMPOSER:
        return False
    known = {"profileUrn", "thread"} & set(query)
    return bool(conversation.messages or known)


def facts_of(conversation: Conversation | None) -> dict[str, Any]:
    """Return what the script must know about a conversation."""
    if conversation is None:
        nobody: dict[str, Any] = {"memberId": "", "begun": False, "draft": ""}
        return nobody | {"fault": SendFault.NONE, "reachable": Reachable.YES}
    person = conversation.person
    return {
        "memberId": person.member_id,
        "begun": bool(conversation.messages),
        "total": len(conversation.messages),
        "urn": conversation.urn,
        "url": f"/messaging/thread/{conversation.thread_id}/",
        "draft": conversation.draft,
        "fault": person.fault,
        "reachable": person.reachable,
    }


def _receiver(mailbox: Mailbox, body: dict[str, Any]) -> Conversation:
    """Return the conversation that a ``createMessage`` body is for."""
    if urn := body["message"].get("conversationUrn"):
        found = next((c for c in mailbox.existing() if c.urn == urn), None)
    else:
        recipient = str(body["hostRecipientUrns"][0])
        found = mailbox.conversation(recipient.rpartition(":")[2])
    if found is None:
        raise web.HTTPNotFound
    return found


def _somebody_else(mailbox: Mailbox, shown: Conversation | None) -> str:
    others = [c for c in mailbox.existing() if c is not shown]
    return others[0].person.member_id if others else ""


def _text_of(name: str) -> str:
    path = STATIC / name
    if not path.is_file():
        raise web.HTTPNotFound
    return path.read_text(encoding="utf-8")


async def _body(request: web.Request) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(await request.text())
    return body


def _with_session(handler: Handler) -> Handler:
    """Let only requests with the account's cookie through."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.cookies.get("li_at") != request.app[STATE].scenario.li_at:
            raise web.HTTPUnauthorized
        return await handler(request)

    return guarded


def add_routes(app: web.Application) -> Messaging:
    """Add the messaging app's routes to the twin's server."""
    messaging = Messaging()
    app.on_shutdown.append(messaging.close)
    voyager = "/voyager/api/voyagerMessagingDash"
    table: list[tuple[str, str, Handler]] = [
        ("GET", voyager + "ComposeOptions/{urn}", messaging.compose_options),
        ("POST", voyager + "MessengerMessages", messaging.create_message),
        ("POST", voyager + "MessengerConversations", messaging.typing),
        ("GET", "/twin/messaging/settings", messaging.settings),
        ("GET", "/twin/messaging/conversation", messaging.conversation),
        ("GET", "/twin/messaging/messages", messaging.messages),
        ("POST", "/twin/messaging/dialog", messaging.send_from_dialog),
        ("GET", "/preload/", messaging.frame),
        ("GET", "/messaging/", messaging.inbox),
        ("GET", "/messaging/compose/", messaging.compose),
        ("GET", "/messaging/compose", messaging.compose),
        ("GET", "/messaging/thread/{thread}/", messaging.thread),
        ("GET", "/messaging/thread/{thread}", messaging.thread),
    ]
    app.router.add_get(r"/static/{name:messaging\w*\.js}", messaging.script)
    for method, path, handler in table:
        app.router.add_route(method, path, _with_session(handler))
    return messaging
