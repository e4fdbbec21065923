"""Automations made of the blueprints, through the API that the editor uses."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import time
from typing import Any

from integration.processes import until

from .hass import HomeAssistant

_AHEAD_SECONDS = 3
_LATE_SECONDS = 12
_PATIENCE = 5


@dataclass
class Automations:
    """Those that a test made."""

    hass: HomeAssistant
    made: list[str] = field(default_factory=list)

    def make(self, name: str, **inputs: Any) -> str:
        """Save one, and return its entity's id once it is on."""
        blueprint = {"path": f"linkedin_auto/{name}.yaml", "input": inputs}
        config = {"alias": name, "description": "", "use_blueprint": blueprint}
        self.hass.ask("POST", f"config/automation/config/{name}", config)
        if name not in self.made:
            self.made.append(name)
        return self.entity(name)

    def entity(self, key: str) -> str:
        """Return the entity's id of the automation that was saved with this key."""

        def find() -> str | None:
            return next(
                (
                    entity_id
                    for entity_id, each in self.hass.states().items()
                    if entity_id.startswith("automation.")
                    and each["attributes"].get("id") == key
                    and each["state"] == "on"
                ),
                None,
            )

        found: str = until(find)
        return found

    def at_once(self, key: str, word: str) -> None:
        """Move the time of one to the next seconds, until the clock has struck it.

        On a slow machine the time may be over before the automation is loaded.
        """
        for _ in range(_PATIENCE):
            moment = datetime.now(UTC) + timedelta(seconds=_AHEAD_SECONDS)
            config = self.hass.ask("GET", f"config/automation/config/{key}")
            config["use_blueprint"]["input"][word] = moment.strftime("%H:%M:%S")
            self.hass.ask("POST", f"config/automation/config/{key}", config)
            end = time.monotonic() + _LATE_SECONDS
            while time.monotonic() < end:
                if self._ran_since(self.entity(key), moment):
                    return
                time.sleep(0.2)
        raise AssertionError(f"the clock never struck for {key}")

    def _ran_since(self, entity_id: str, moment: datetime) -> bool:
        last = self.hass.states()[entity_id]["attributes"]["last_triggered"]
        return bool(last) and datetime.fromisoformat(last) >= moment.replace(
            microsecond=0
        )

    def remove(self) -> None:
        """Delete all of them."""
        while self.made:
            key = self.made.pop()
            self.hass.ask("DELETE", f"config/automation/config/{key}")
