"""Whether engine and client can understand each other."""

from collections.abc import Mapping

from .contract.version import SCHEMA_VERSION
from .errors import CannotConnectError, IncompatibleEngineError, Mismatch


def check_compatible(said: object) -> None:
    """Check the versions in a hello or a snapshot, before anything else is read.

    Raises ``IncompatibleEngineError``, and ``CannotConnectError`` where there are none.
    """
    if not isinstance(said, Mapping):
        raise CannotConnectError("the answer is not an engine's")
    newest = said.get("schema_version")
    oldest = said.get("min_supported_schema_version")
    if not isinstance(newest, int) or not isinstance(oldest, int):
        raise CannotConnectError("the answer is not an engine's")
    version = str(said.get("engine_version", "?"))
    if newest < SCHEMA_VERSION:
        raise IncompatibleEngineError(Mismatch.TOO_OLD, version)
    if oldest > SCHEMA_VERSION:
        raise IncompatibleEngineError(Mismatch.TOO_NEW, version)
