"""One open conversation, read in one go into facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from playwright.async_api import ElementHandle

from .facts import script
from .recipient import BubbleFacts, Shape
from .thread import Message, sent_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFacts:
    """What is inside one conversation's element, and nothing from outside it.

    ``composers`` counts visible editors, and ``draft`` is what they hold;
    ``held_text`` is also what hidden ones hold. ``is_readable`` is False where the
    message list holds something that is no message as we know them.
    """

    is_there: bool
    is_bubble: bool
    is_minimized: bool
    is_draft: bool
    title_links: tuple[str, ...]
    chips: tuple[str, ...]
    card_links: tuple[str, ...]
    messages: tuple[Message, ...]
    delivered: frozenset[str]
    failed: frozenset[str]
    is_readable: bool
    is_loading: bool
    composers: int
    draft: str
    held_text: str
    has_send_button: bool
    can_click_send: bool
    enter_sends: bool
    is_paid: bool

    @property
    def shape(self) -> Shape:
        """Return how the conversation shows itself."""
        if not self.is_bubble:
            return Shape.PAGE
        return Shape.DRAFT if self.is_draft else Shape.CONVERSATION

    @property
    def is_new(self) -> bool:
        """Say whether LinkedIn shows no conversation with them yet."""
        return self.is_draft and not self.title_links

    def recipient(self, network_ids: tuple[str, ...]) -> BubbleFacts:
        """Return what says whose conversation this is."""
        return BubbleFacts(
            shape=self.shape,
            title_links=self.title_links,
            chips=self.chips,
            card_links=self.card_links,
            network_ids=network_ids,
        )

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        """Take what ``conversation_facts.js`` returned."""
        items = raw["messages"]
        is_draft = bool(raw["composes"])
        return cls(
            is_there=raw["connected"] and raw["visible"],
            is_bubble=raw["bubble"],
            is_minimized=raw["minimized"],
            is_draft=is_draft,
            title_links=tuple(raw["titleLinks"]),
            chips=tuple(raw["chips"]),
            card_links=tuple(raw["cardLinks"]),
            messages=tuple(
                Message(
                    urn=item["urn"],
                    text=item["text"],
                    mine=item["mine"],
                    sent_at=sent_at(item["urn"]),
                    recalled=item["recalled"],
                )
                for item in items
            ),
            delivered=frozenset(i["urn"] for i in items if i["delivered"]),
            failed=frozenset(i["urn"] for i in items if i["failed"]),
            # A conversation without any message is not one that has loaded.
            is_readable=raw["strangeItems"] == 0
            and (is_draft or (raw["hasList"] and bool(items))),
            is_loading=raw["isLoading"],
            composers=raw["composers"],
            draft=raw["draft"],
            held_text=raw["held"],
            has_send_button=raw["sendButtons"] > 0,
            can_click_send=raw["canSend"],
            enter_sends=raw["sendButtons"] == 0
            and (raw["saysEnter"] or raw["hasSendToggle"]),
            is_paid=raw["isPaid"],
        )


async def read_conversation(root: ElementHandle) -> ConversationFacts:
    """Read the conversation in this element."""
    return ConversationFacts.of(await root.evaluate(script("conversation_facts")))
