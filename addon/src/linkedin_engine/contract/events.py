"""What the event stream carries: hello, snapshot, then events as they happen."""

from dataclasses import dataclass
from typing import Literal

from mashumaro.config import BaseConfig
from mashumaro.mixins.dict import DataClassDictMixin
from mashumaro.types import Discriminator

from .enums import WishState
from .models import RunProgress, RunReport
from .replies import WishItem
from .state import EngineState


@dataclass(frozen=True, kw_only=True)
class Event(DataClassDictMixin):
    """The base of all messages of the stream, told apart by ``type``."""

    class Config(BaseConfig):
        """Find the right message by its type."""

        discriminator: Discriminator | None = Discriminator(
            field="type", include_subtypes=True
        )


@dataclass(frozen=True, kw_only=True)
class Hello(Event):
    """The first message: what this engine speaks."""

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
    """A run has ended."""

    type: Literal["run"] = "run"
    report: RunReport
    message: str | None


@dataclass(frozen=True, kw_only=True)
class WishChanged(Event):
    """A wish has come to another state."""

    type: Literal["wish"] = "wish"
    wish: WishItem
    previous: WishState | None
