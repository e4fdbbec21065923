"""A whole house: the twin, the engine, a Home Assistant, and its owner at a browser."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
import re
from typing import Any

from playwright.sync_api import Browser

from integration.processes import (
    LI_AT,
    NOW,
    EngineProcess,
    TwinProcess,
    person,
    playing_twin,
    serving_engine,
    until,
)

from .frontend import Frontend, visiting
from .hass import DOMAIN, HomeAssistant, home_assistant

WISHES = "todo.linkedin_auto_wishes"
SENT_TOTAL = "sensor.linkedin_auto_messages_sent_total"
PENDING = "sensor.linkedin_auto_wishes_pending"
RUNNING = "binary_sensor.linkedin_auto_running"
PROBLEM = "binary_sensor.linkedin_auto_problem"
SCHEDULE = "switch.linkedin_auto_schedule"
MODE = "select.linkedin_auto_sending_mode"
# All tests are one day of this house.
_ROOM_FOR_ALL = {"daily_limit": 100, "weekly_limit": 500}
_DASHBOARD = "wall-kitchen"
_CAUSE = re.compile(r"Traceback|Error doing job|Unhandled exception|Unclosed ")


@dataclass
class Household:
    """Everything that is in the house."""

    twin: TwinProcess
    engine: EngineProcess
    hass: HomeAssistant
    frontend: Frontend
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def account(self) -> str:
        """The id of the config entry."""
        (entry,) = self.hass.entries()
        return str(entry["entry_id"])

    def birthdays(self, *names: str, **changes: Any) -> None:
        """Let it be the birthday of these people, and of nobody else."""
        self.twin.play(*map(person, names), **{"latency_ms": 0, **changes})

    def drafted(self, *names: str) -> None:
        """Have a wish to each of these people wait for its approval."""
        self.birthdays(*names)
        self.engine.run(mode="approval")
        self.hass.becomes(WISHES, str(len(names)))

    def sent(self, *names: str) -> dict[str, str]:
        """Wait until these people have their message; return all messages."""
        until(lambda: self.twin.received().keys() >= set(names))
        self.settled()
        return self.twin.received()

    def left(self, *names: str) -> set[str]:
        """Return who of these people has no message yet."""
        return set(names) - self.twin.received().keys()

    def wake_engine(self) -> None:
        """Start the engine again; its clock has gone on meanwhile."""
        self.engine.now = NOW + (datetime.now(UTC) - self.began)
        self.engine.start()

    def settled(self) -> None:
        """Wait until nothing goes on, and see that all tell the same story.

        What the twin received, what the engine remembers and what Home Assistant
        shows are one, and nobody was written to twice.
        """
        self.engine.idle()
        self.hass.becomes(RUNNING, "off")
        messages = self.twin.messages()
        assert len(dict(messages)) == len(messages), messages
        self.hass.becomes(SENT_TOTAL, str(len(messages)))
        assert self.remembered() == dict(messages)
        drafts = self.engine.ask("GET", "wishes?state=drafted")["wishes"]
        self.hass.becomes(WISHES, str(len(drafts)))

    def remembered(self) -> dict[str, str]:
        """Return what Home Assistant says that was sent."""
        told = self.hass.act(
            DOMAIN, "get_history", answers=True, state=["sent"], limit=1000
        )
        wishes = told["service_response"]["wishes"]
        return {each["name"]: each["text"] for each in wishes}

    def show(self, *cards: dict[str, Any]) -> None:
        """Open a dashboard with these cards of Home Assistant's own."""
        known = self.frontend.call("lovelace/dashboards/list")
        if _DASHBOARD not in {each["url_path"] for each in known}:
            self.frontend.call(
                "lovelace/dashboards/create",
                url_path=_DASHBOARD,
                title="Kitchen",
                mode="storage",
            )
        views = {"views": [{"title": "Kitchen", "cards": list(cards)}]}
        self.frontend.call("lovelace/config/save", url_path=_DASHBOARD, config=views)
        self.frontend.open(f"{_DASHBOARD}/0")

    def tidy(self) -> None:
        """Leave everything as the next one expects it."""
        if self.engine.process is None:
            self.wake_engine()
        self.twin.play(li_at=LI_AT, latency_ms=0)
        self.engine.idle()
        self.engine.log_in()
        self.engine.ask("PUT", "settings", {"sending_mode": "approval"})
        for draft in self.engine.ask("GET", "wishes?state=drafted")["wishes"]:
            self.engine.ask("PATCH", f"wishes/{draft['id']}", {"decision": "skip"})
        self.settled()

    def complaints(self) -> list[str]:
        """Return what went wrong inside Home Assistant, or on its pages."""
        lines = self.hass.log.splitlines()
        return [*filter(_CAUSE.search, lines), *self.frontend.complaints]


@contextmanager
def a_household(browser: Browser, folder: Path) -> Iterator[Household]:
    """Run one in which the integration was set up by hand."""
    with ExitStack() as stack:
        twin = stack.enter_context(playing_twin())
        engine = stack.enter_context(
            serving_engine(twin, folder / "engine", **_ROOM_FOR_ALL)
        )
        engine.log_in()
        hass = stack.enter_context(home_assistant(folder / "home_assistant"))
        hass.add_by_hand(engine.url, engine.token)
        frontend = stack.enter_context(visiting(browser, hass))
        frontend.open("")
        yield Household(twin, engine, hass, frontend)
