"""Sent, failed, or not known: decided on positive evidence only."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus


class Delivery(StrEnum):
    """What became of a message after Send."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFacts:
    """What the page and LinkedIn's answers showed after Send.

    ``new_own`` counts own messages that were not there before; ``last_is_ours``
    says that the conversation's last message is such a one, with our text.
    ``answer`` is the status of LinkedIn's answer to the message, if one came.
    """

    new_own: int
    last_is_ours: bool
    composer_is_empty: bool
    composer_holds_text: bool
    answer: int | None = None
    has_sent_mark: bool = False
    has_failed_mark: bool = False
    has_error_toast: bool = False
    card_says_sent: bool = False

    @property
    def was_accepted(self) -> bool:
        """Say whether anything beside the conversation itself confirms the message."""
        is_success = self.answer is not None and self.answer < HTTPStatus.BAD_REQUEST
        return is_success or self.has_sent_mark or self.card_says_sent

    @property
    def was_refused(self) -> bool:
        """Say whether LinkedIn said that it did not take the message."""
        is_refusal = self.answer is not None and self.answer >= HTTPStatus.BAD_REQUEST
        return is_refusal or self.has_failed_mark or self.has_error_toast

    def evidence(self) -> tuple[str, ...]:
        """Return what was seen, in words for the log that tell nothing private."""
        return tuple(self._evidence())

    def _evidence(self) -> Iterator[str]:
        yield f"new_own={self.new_own}"
        if self.answer is not None:
            yield f"answer={self.answer}"
        for name in (
            "last_is_ours",
            "composer_is_empty",
            "composer_holds_text",
            "has_sent_mark",
            "has_failed_mark",
            "has_error_toast",
            "card_says_sent",
        ):
            if getattr(self, name):
                yield name


def decide_delivery(facts: DeliveryFacts) -> Delivery:
    """Decide by the rule of LINKEDIN facts 3.4; contradictions stay unknown."""
    has_arrived = facts.new_own == 1 and facts.last_is_ours and facts.composer_is_empty
    if has_arrived and facts.was_accepted and not facts.was_refused:
        return Delivery.SENT
    is_kept_back = facts.new_own == 0 and facts.composer_holds_text
    if is_kept_back and facts.was_refused and not facts.was_accepted:
        return Delivery.FAILED
    return Delivery.UNKNOWN
