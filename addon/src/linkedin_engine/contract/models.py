"""The shapes on the wire: what a run reports, and how it progresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from mashumaro.config import BaseConfig, SerializationStrategyValueType
from mashumaro.mixins.dict import DataClassDictMixin

from .enums import (
    BotName,
    Occasion,
    RunReason,
    RunState,
    SendingMode,
    WishReason,
    WishState,
    Word,
)
from .limits import Key, Language, MessageText


def _read[W: Word](words: type[W], word: str) -> W:
    if not isinstance(word, str) or word in list(words):
        return words(word)
    newer = str.__new__(words, word)
    newer._name_ = newer._value_ = word  # as the enum module makes pseudo-members
    return newer


class Tolerant(BaseConfig):
    """Lets an older reader live with what a newer engine says."""

    json_schema: Mapping[str, Any] = MappingProxyType({"additionalProperties": True})
    lazy_compilation = True
    serialization_strategy: Mapping[Any, SerializationStrategyValueType] = (
        MappingProxyType(
            {
                words: {"deserialize": partial(_read, words)}
                for words in Word.__subclasses__()
            }
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(DataClassDictMixin):
    """The base of all that the engine says.

    Unknown keys are ignored. A word that is not in its set yet is read as a member of
    the set's type that carries the word, is not among ``list(RunState)`` and answers
    ``is_known`` with False; written again, it is the same word.
    """

    class Config(Tolerant):
        """Take what is understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate(Reply):
    """The text of a wish, for one language and occasion.

    ``late`` texts are for days after the occasion. Of several that fit, one that the
    person did not get lately is taken.
    """

    id: Key
    language: Language
    occasion: Occasion
    late: bool
    text: MessageText
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WishReport(Reply):
    """One wish as a run leaves it; ``days_late`` counts whole days since the occasion.

    ``id`` is None where the ledger holds no wish: in a dry run, and for a card
    whose day was not understood.
    """

    id: int | None
    member_id: str | None
    profile_url: str
    name: str
    occasion: Occasion
    days_late: int | None
    state: WishState
    text: str | None
    reason: WishReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport(Reply):
    """What one run did, and the wishes it touched.

    ``found`` counts what the page showed, ``pending`` the wishes that still wait.
    """

    run_id: str
    bot: BotName
    mode: SendingMode
    dry_run: bool
    state: RunState
    reason: RunReason | None
    found: int = 0
    sent: int = 0
    skipped: int = 0
    failed: int = 0
    unverified: int = 0
    pending: int = 0
    started_at: datetime
    finished_at: datetime | None
    wishes: tuple[WishReport, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress(Reply):
    """One step of a run, as it happens.

    ``step`` is a stable word (``started``, ``browser``, ``session``, ``reading``,
    ``planned``, ``opening``, ``writing``, ``intent``, ``sending``, ``wish``,
    ``pause``, ``cooling``, ``settling``, ``closing``); ``done`` and ``total`` count
    wishes, ``wish`` is the one that the step is about, ``seconds`` how long it lasts.
    """

    run_id: str
    step: str
    done: int = 0
    total: int = 0
    wish: WishReport | None = None
    seconds: float | None = None
