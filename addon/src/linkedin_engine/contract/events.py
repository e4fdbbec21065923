"""What the event stream carries: hello, snapshot, then events as they happen."""

from dataclasses import dataclass
from typing import Any, Literal

from mashumaro.exceptions import SuitableVariantNotFoundError
from mashumaro.mixins.dict import DataClassDictMixin
from mashumaro.types import Discriminator

from .enums import WishState
from .models import RunProgress, RunReport, Tolerant
from .replies import WishItem
from .state import EngineState


@dataclass(frozen=True, kw_only=True)
class Event(DataClassDictMixin):
    """The base of all messages of the stream, told apart by ``type``."""

    class Config(Tolerant):
        """Find the right message by its type."""

        discriminator: Discriminator | None = Discriminator(
            field="type", include_subtypes=True
        )


@dataclass(frozen=True, kw_only=True)
class Hello(Event):
    """The first message: what this engine speaks.

    Who knows no schema version from ``min_supported_schema_version`` to
    ``schema_version`` has to be updated, or is newer than the engine.
    """

    type: Literal["hello"] = "hello"
    schema_version: int
    min_supported_schema_version: int
    engine_version: str
    instance_id: str


@dataclass(frozen=True, kw_only=True)
class Snapshot(Event):
    """The whole state: after the hello, and whenever it changed."""

    type: Literal["snapshot"] = "snapshot"
    state: EngineState


@dataclass(frozen=True, kw_only=True)
class Progress(Event):
    """One step of the run under way."""

    type: Literal["progress"] = "progress"
    progress: RunProgress


@dataclass(frozen=True, kw_only=True)
class RunEnded(Event):
    """A run has ended; ``message`` says in words why it did not simply finish."""

    type: Literal["run"] = "run"
    report: RunReport
    message: str | None


@dataclass(frozen=True, kw_only=True)
class WishChanged(Event):
    """A wish has come to another state; ``previous`` is None for a new one."""

    type: Literal["wish"] = "wish"
    wish: WishItem
    previous: WishState | None


def parse_event(data: dict[str, Any]) -> Event | None:
    """Read a message of the stream, or return None for one of a newer engine.

    Raises ``LookupError`` or ``ValueError`` where a known one is not as it should be.
    """
    try:
        return Event.from_dict(data)
    except SuitableVariantNotFoundError:
        return None
