"""The markup of the twin's messaging app, in the account's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
import tomllib
from typing import Any

from babel.dates import format_date, format_skeleton, format_time

from .rendering import ENVIRONMENT
from .scenario import Person, Reachable, Variant
from .threads import Conversation, Mailbox, Message

LABELS = Path(__file__).parent / "templates" / "messaging_labels.toml"
HASHED = "tWkVnQyZrLmCxPbAaJdHsGfUeIoN"
"""A class that means nothing, as the builds make them."""
PAGE_SIZE = 20
"""Messages that a conversation shows before somebody scrolls up."""
WEEK = timedelta(days=7)


@cache
def labels_in(language: str) -> dict[str, str]:
    """Return what the app says in a language; English where nothing else is known."""
    with LABELS.open("rb") as file:
        every: dict[str, dict[str, str]] = tomllib.load(file)
    return every["en"] | every.get(language.partition("-")[0], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One message as the list shows it."""

    id: str
    text: str
    mine: bool
    recalled: bool
    name: str
    sender_id: str
    heading: str
    time: str
    starts_group: bool
    ends_group: bool
    ends_day: bool
    last: bool
    delivered: bool = True

    @property
    def first(self) -> str:
        """Return the sender's first word."""
        return self.name.split()[0]


class View:
    """Renders the conversations of one mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._scenario = mailbox.scenario
        self._numbers = count(1143)

    @property
    def say(self) -> dict[str, str]:
        """Return what the app says in the account's language."""
        return labels_in(self._scenario.language)

    def conversation(
        self, conversation: Conversation | None, shape: str, *, composes: bool
    ) -> dict[str, str]:
        """Return the markup of a conversation as a bubble, a thread or a dialog."""
        begun = conversation is not None and bool(conversation.messages)
        facts = self._facts(conversation.person if conversation else None)
        facts["composes"] = composes
        dialogs = self._render("messaging_dialogs.html", facts)
        if shape == "dialog":
            return {"dialogs": dialogs}
        template = f"messaging_{shape}.html"
        markup = {
            "dialogs": dialogs,
            "html": self._render(template, facts | {"begun": begun}),
            "item": self._outgoing(conversation) if conversation else "",
        }
        if conversation and not begun:
            markup["begunHtml"] = self._render(template, facts | {"begun": True})
        return markup

    def messages(self, conversation: Conversation, before: int) -> tuple[int, str]:
        """Return the items that end at ``before``, and the index of the first."""
        start, shown = conversation.page(before, PAGE_SIZE)
        items = [
            self._item(conversation, start + offset, message)
            for offset, message in enumerate(shown)
        ]
        return start, self._render("messaging_items.html", {"items": items})

    def conversation_list(self) -> str:
        """Return the docked list of conversations."""
        conversations = self._mailbox.existing()
        return self._render("messaging_list.html", {"conversations": conversations})

    def context(self) -> dict[str, Any]:
        """Return what every template of the app needs."""
        scenario = self._scenario
        return {
            "ember": lambda: f"ember{next(self._numbers)}",
            "hashed": HASHED,
            "say": self.say,
            "owner": scenario.owner_name,
            "owner_first": scenario.owner_name.split()[0],
            "enter_to_send": scenario.enter_to_send,
            "plain": scenario.variant is Variant.OVERLAY_PLAIN,
            "paid": False,
        }

    def _render(self, template: str, facts: dict[str, Any]) -> str:
        return ENVIRONMENT.get_template(template).render(self.context() | facts)

    def _facts(self, person: Person | None) -> dict[str, Any]:
        name = person.name if person else ""
        return {
            "person": person,
            "name": name,
            "first": person.first_name if person else "",
            "vanity": person.vanity if person else "",
            "paid": person is not None and person.reachable is Reachable.PAID_INMAIL,
        }

    def _outgoing(self, conversation: Conversation) -> str:
        now = self._mailbox.state.now()
        previous = conversation.messages[-1] if conversation.messages else None
        same_day = previous is not None and previous.at.date() == now.date()
        item = Item(
            id="",
            text="",
            mine=True,
            recalled=False,
            name=self._scenario.owner_name,
            sender_id=self._scenario.owner_id,
            heading="" if same_day else self._heading(now),
            time=self._time(now),
            starts_group=True,
            ends_group=True,
            ends_day=True,
            last=True,
            delivered=False,
        )
        return self._render("messaging_items.html", {"items": [item]})

    def _item(self, conversation: Conversation, index: int, message: Message) -> Item:
        last = index + 1 == len(conversation.messages)
        person = conversation.person
        scenario = self._scenario
        return Item(
            id=message.id,
            text=message.text,
            mine=message.mine,
            recalled=message.recalled,
            name=scenario.owner_name if message.mine else person.name,
            sender_id=scenario.owner_id if message.mine else person.member_id,
            heading=self._heading(message.at) if conversation.starts_day(index) else "",
            time=self._time(message.at),
            starts_group=conversation.starts_group(index),
            ends_group=conversation.ends_group(index),
            ends_day=last or conversation.starts_day(index + 1),
            last=last,
        )

    def _heading(self, at: datetime) -> str:
        today = self._mailbox.state.now().date()
        day = at.date()
        if (today - day).days in {0, 1}:
            return self.say["yesterday" if day < today else "today"]
        if today - day < WEEK:
            return format_date(day, "EEEE", locale=self._locale).capitalize()
        skeleton = "MMMd" if day.year == today.year else "yMMMd"
        return format_skeleton(skeleton, day, locale=self._locale)

    @property
    def _locale(self) -> str:
        return self._scenario.language.replace("-", "_")

    def _time(self, at: datetime) -> str:
        return format_time(at, "short", locale=self._locale)
