"""Why the engine did not do what was asked."""

from enum import StrEnum


class EngineClientError(Exception):
    """The base of all errors of this room."""


class CannotConnectError(EngineClientError):
    """Nobody answered in time, or not as an engine answers."""


class InvalidAuthError(EngineClientError):
    """The engine does not know the token."""


class Mismatch(StrEnum):
    """What the engine is, as seen from here."""

    TOO_OLD = "too_old"
    TOO_NEW = "too_new"


class IncompatibleEngineError(EngineClientError):
    """Engine and client share no version of the contract; one wants an update."""

    def __init__(self, mismatch: Mismatch, engine_version: str) -> None:
        """Say on which side the update is wanted: a too old engine, or this one."""
        super().__init__(f"the engine {engine_version} is {mismatch.replace('_', ' ')}")
        self.mismatch = mismatch
        self.engine_version = engine_version


class EngineError(EngineClientError):
    """The engine answered with an error.

    ``code`` is a stable word, ``message`` a sentence for the person, and ``field``
    names the bad input.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        """Take the three parts of the engine's answer."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
