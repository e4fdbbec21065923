"""The engine's error tree: each leaf has a wire code and an exit status."""

from typing import ClassVar


class EngineError(Exception):
    """An error whose message tells the person what to do next."""

    code: ClassVar[str] = "internal"
    exit_status: ClassVar[int] = 1


class BadInputError(EngineError):
    """An argument, option, file or template that cannot be used; names the field."""

    code = "bad_input"
    exit_status = 2

    def __init__(self, field: str, message: str) -> None:
        """Name the field, and say what is wrong with it."""
        super().__init__(f"{field}: {message}")
        self.field = field


class NotFoundError(EngineError):
    """Something asked for by its id or name is not there."""

    code = "not_found"
    exit_status = 2


class ConflictError(EngineError):
    """What is asked for contradicts what the ledger holds; nothing was changed."""

    code = "conflict"


class UnavailableError(EngineError):
    """The engine is starting or stopping; what was asked for was not done."""

    code = "unavailable"


class StorageError(EngineError):
    """The data folder or the database cannot be used."""

    code = "storage"


class DatabaseDamagedError(StorageError):
    """The database file is damaged; it is left untouched."""

    code = "database_damaged"


class DatabaseNewerError(StorageError):
    """A newer version wrote the database; it is left untouched."""

    code = "database_newer"


class StorageFullError(StorageError):
    """The disk is full or the data folder cannot be written to."""

    code = "storage_full"


class SecretKeyError(StorageError):
    """The secret key is missing or does not open the stored session."""

    code = "secret_key"


class StopRunError(EngineError):
    """Ends a run; ``code`` is the run's reason on the wire."""


class SessionRequiredError(StopRunError):
    """LinkedIn wants the person to log in."""

    code = "session_required"
    exit_status = 3


class CheckpointError(StopRunError):
    """LinkedIn asks for a security check that only the person can pass."""

    code = "checkpoint"
    exit_status = 4


class RestrictedError(StopRunError):
    """LinkedIn has restricted the account."""

    code = "restricted"
    exit_status = 4


class LinkedInLimitError(StopRunError):
    """LinkedIn says that too much was done."""

    code = "linkedin_limit"
    exit_status = 4


class PageChangedError(StopRunError):
    """A page is not as expected; ``detail`` names the missing structure."""

    code = "page_changed"
    exit_status = 5

    def __init__(self, page: str, detail: str) -> None:
        """Name the page and what was not found there."""
        super().__init__(
            f"LinkedIn's {page} page is not as expected ({detail}). "
            "Nothing more was sent; look for an update of LinkedIn Auto."
        )
        self.page = page
        self.detail = detail


class NetworkError(StopRunError):
    """LinkedIn could not be reached, or did not answer in time."""

    code = "network"


class BrowserCrashedError(StopRunError):
    """Chromium did not start, or ended in the middle of a run."""

    code = "browser_crashed"


class CancelledRunError(StopRunError):
    """The person stopped the run."""

    code = "cancelled"


class OutsideHoursError(StopRunError):
    """It is not within the hours in which messages may be sent."""

    code = "outside_hours"
    exit_status = 0


class LimitReachedError(StopRunError):
    """Our own limit is reached; what is left stays due."""

    code = "limit_reached"
    exit_status = 0


class TooHotError(StopRunError):
    """The processor is hotter than ``max_temperature``."""

    code = "too_hot"


class BusyError(StopRunError):
    """Another run holds the engine."""

    code = "busy"
    exit_status = 6


class LeaveAloneError(EngineError):
    """One wish is left alone; the run goes on. ``reason`` is a ``WishReason``.

    ``is_strange`` says that the site did what it does not do for anybody.
    """

    code = "left_alone"

    def __init__(
        self, reason: str, detail: str = "", *, is_strange: bool = False
    ) -> None:
        """Carry the reason on the wire, and a detail for the log."""
        super().__init__(detail or reason)
        self.reason = reason
        self.is_strange = is_strange
