"""Problems of the engine as repairs, which go away when the problem does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_APP, DOCUMENTATION, DOMAIN
from .engine_client import IncompatibleEngineError
from .engine_client.contract.enums import ProblemCode
from .engine_client.contract.state import EngineState, Problem

_TROUBLESHOOTING: Final = f"{DOCUMENTATION}/blob/main/docs/TROUBLESHOOTING.md"
_ERROR: Final = ir.IssueSeverity.ERROR
_WARNING: Final = ir.IssueSeverity.WARNING
UNKNOWN: Final = "unknown_problem"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a problem is shown; ``at_app`` links to where the app mends it."""

    severity: ir.IssueSeverity
    is_fixable: bool = False
    at_app: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    ProblemCode.SESSION_REQUIRED: Kind(_ERROR, is_fixable=True, at_app=True),
    ProblemCode.CHECKPOINT: Kind(_ERROR, is_fixable=True),
    ProblemCode.RESTRICTED: Kind(_ERROR, is_fixable=True),
    ProblemCode.LINKEDIN_LIMIT: Kind(_WARNING),
    ProblemCode.PAGE_CHANGED: Kind(_ERROR, is_fixable=True),
    ProblemCode.UNVERIFIED_WISHES: Kind(_WARNING, is_fixable=True),
    ProblemCode.TOO_HOT: Kind(_WARNING),
    ProblemCode.ZOMBIES: Kind(_WARNING, is_fixable=True),
    ProblemCode.DISK_FULL: Kind(_ERROR),
    ProblemCode.MEMORY_SHORT: Kind(_WARNING),
    # of an engine that is newer than this version knows
    UNKNOWN: Kind(_WARNING, at_app=True),
    "engine_too_old": Kind(_ERROR, at_app=True),
    "engine_too_new": Kind(_ERROR),
}


@callback
def async_update_issues(
    hass: HomeAssistant, entry: ConfigEntry[Any], state: EngineState
) -> None:
    """Show the problems there are, and only those."""
    problems = {_key(problem): problem for problem in state.problems}
    for key in KINDS.keys() - problems.keys():
        ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, key))
    for key, problem in problems.items():
        _show(
            hass,
            entry,
            key,
            {
                "code": problem.code.value,
                "count": "" if problem.count is None else str(problem.count),
            },
        )


@callback
def async_report_incompatible(
    hass: HomeAssistant, entry: ConfigEntry[Any], error: IncompatibleEngineError
) -> None:
    """Say which side wants an update; nothing else can be known then."""
    for key in KINDS.keys() - {f"engine_{error.mismatch}"}:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, key))
    _show(hass, entry, f"engine_{error.mismatch}", {"version": error.engine_version})


@callback
def async_clear_issues(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Take all of an entry's issues away."""
    for key in KINDS:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, key))


def app_page(entry: ConfigEntry[Any]) -> str | None:
    """Return the app's own page in Home Assistant, where an app runs the engine."""
    app = entry.data.get(CONF_APP)
    return None if app is None else f"homeassistant://app/{app}"


def panel_page(entry: ConfigEntry[Any]) -> str:
    """Return where the engine's panel opens, as a link on a page of Home Assistant."""
    app = entry.data.get(CONF_APP)
    return str(entry.data[CONF_URL]) if app is None else f"/app/{app}"


def help_page(key: str) -> str:
    """Return the page that says what a person can do about a problem."""
    return f"{_TROUBLESHOOTING}#{key}"


def _show(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    key: str,
    placeholders: dict[str, str],
) -> None:
    kind = KINDS[key]
    page = app_page(entry) if kind.at_app else None
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, key),
        data={"entry_id": entry.entry_id, "problem": key},
        is_fixable=kind.is_fixable,
        is_persistent=False,
        learn_more_url=page or help_page(key),
        severity=kind.severity,
        translation_key=key,
        translation_placeholders={"title": entry.title, **placeholders},
    )


def _issue_id(entry: ConfigEntry[Any], key: str) -> str:
    return f"{key}_{entry.entry_id}"


def _key(problem: Problem) -> str:
    return problem.code.value if problem.code.is_known else UNKNOWN
