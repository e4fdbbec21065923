"""What the engine refuses, as translated exceptions of Home Assistant."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .coordinator import LinkedInAutoCoordinator
from .engine_client import (
    EngineClientError,
    EngineError,
    IncompatibleEngineError,
    InvalidAuthError,
)
from .engine_client.contract.enums import RunReason, WishState
from .engine_client.contract.replies import WishItem
from .engine_client.contract.state import RunSummary

# Codes with a sentence of their own; those of the person's making are validations.
_CODES: Final[Mapping[str, type[HomeAssistantError]]] = {
    "bad_input": ServiceValidationError,
    "not_found": ServiceValidationError,
    "conflict": ServiceValidationError,
    "busy": HomeAssistantError,
    "unavailable": HomeAssistantError,
    "storage": HomeAssistantError,
    "storage_full": HomeAssistantError,
    "timeout": HomeAssistantError,
    "too_many_requests": HomeAssistantError,
}
# With these a run did what it could: what is left stays due.
_HARMLESS: Final = frozenset({RunReason.LIMIT_REACHED, RunReason.OUTSIDE_HOURS})
_NOT_SENT: Final = frozenset(
    {WishState.SKIPPED, WishState.FAILED, WishState.UNVERIFIED}
)


@contextmanager
def translated(coordinator: LinkedInAutoCoordinator) -> Iterator[None]:
    """Raise what the engine's errors mean in Home Assistant."""
    try:
        yield
    except EngineError as error:
        raise _refusal(error) from error
    except InvalidAuthError as error:
        coordinator.config_entry.async_start_reauth(coordinator.hass)
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="invalid_auth"
        ) from error
    except IncompatibleEngineError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"engine_{error.mismatch}",
            translation_placeholders={"version": error.engine_version},
        ) from error
    except EngineClientError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="cannot_connect",
            translation_placeholders={"error": str(error)},
        ) from error


def check_run(run: RunSummary) -> None:
    """Raise the cause where a run could not do what it was there for."""
    reason = run.reason
    if reason is None or reason in _HARMLESS:
        return
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=reason.value if reason.is_known else "run_failed",
        translation_placeholders={"message": run.message or reason.value},
    )


def check_wish(wish: WishItem) -> None:
    """Raise the cause where a wish was tried, or was to be, and did not go out."""
    if wish.state not in _NOT_SENT:
        return
    if wish.reason is not None and wish.reason.is_known:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key=f"wish_{wish.reason}"
        )
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="wish_not_sent",
        translation_placeholders={"state": wish.state, "reason": wish.reason or "-"},
    )


def _refusal(error: EngineError) -> HomeAssistantError:
    kind = _CODES.get(error.code)
    return (kind or HomeAssistantError)(
        translation_domain=DOMAIN,
        translation_key="engine_error" if kind is None else error.code,
        translation_placeholders={
            "code": error.code,
            "field": error.field or "",
            "message": error.message,
        },
    )
