"""What a login's process is asked to do, and what it tells."""

from dataclasses import dataclass
from enum import StrEnum

from mashumaro.config import BaseConfig
from mashumaro.mixins.json import DataClassJSONMixin


class LoginStatus(StrEnum):
    """How far a login has come; the last two are its end."""

    STARTING = "starting"
    SHOWING = "showing"
    LOGGED_IN = "logged_in"
    ENDED = "ended"


class LoginReason(StrEnum):
    """Why a login ended without a session, beside the codes of errors."""

    STOPPED = "stopped"
    IDLE = "idle"
    GONE = "gone"
    STOPPING = "stopping"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRequest(DataClassJSONMixin):
    """One login: whose, and the size of the page in pixels."""

    data_dir: str
    options_file: str | None = None
    width: int
    height: int
    idle_seconds: float

    class Config(BaseConfig):
        """Build the conversion when it is first needed: most processes need none."""

        lazy_compilation = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginNews(DataClassJSONMixin):
    """What changed. ``page`` is what LinkedIn shows, ``field`` where the keys go to.

    ``reason`` is a ``LoginReason`` or the code of an error, ``message`` its sentence.
    """

    status: LoginStatus
    page: str | None = None
    field: str | None = None
    label: str | None = None
    reason: str | None = None
    message: str | None = None

    class Config(BaseConfig):
        """Build the conversion when it is first needed."""

        lazy_compilation = True

    @property
    def is_end(self) -> bool:
        """Whether nothing comes after it."""
        return self.status in {LoginStatus.LOGGED_IN, LoginStatus.ENDED}


def ended(reason: str, message: str | None = None) -> LoginNews:
    """Return the news of an end without a session."""
    return LoginNews(status=LoginStatus.ENDED, reason=reason, message=message)
