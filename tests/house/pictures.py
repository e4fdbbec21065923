"""Home Assistant's pictures and the plain dashboards for the docs.

``python -m house.pictures FOLDER`` writes into that folder, the dashboards beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
import random
import sys
import tempfile
from typing import Any

from playwright.sync_api import Browser

from integration.processes import (
    EngineProcess,
    TwinProcess,
    person,
    playing_twin,
    started,
    until,
)

from .configuring import DASHBOARD
from .dashboards import as_yaml, copy_of, generated
from .frontend import PHONE, Frontend, a_browser, visiting
from .hass import HomeAssistant, home_assistant
from .releases import RELEASES

LARGEST_BYTES = 200 * 1024
_WALL = (1280, 1000)
_PEOPLE = (
    *(("Camille Exemple", 0), ("Grace Sample", 0), ("Oliver Muster", 0)),
    *(("Inès Modèle", 0), ("Jean-Luc Fictif", 1), ("Wei Mock", 3)),
)
_TOTAL = "sensor.linkedin_auto_messages_sent_total"


@contextmanager
def _engine(twin: TwinProcess, folder: Path, language: str) -> Iterator[EngineProcess]:
    now = datetime.now(UTC).replace(microsecond=0)
    options = {"language": language, "max_days_late": 5, "schedule_enabled": True}
    with started(EngineProcess(twin, folder / "engine", options, now=now)) as engine:
        engine.log_in()
        engine.idle()
        engine.run(bot="unlimited")
        yield engine


def _send_two(engine: EngineProcess, hass: HomeAssistant) -> None:
    """Approve two wishes, which the engine sends by itself."""
    drafts = engine.ask("GET", "wishes?state=drafted")["wishes"]
    for draft in drafts[:2]:
        engine.ask("PATCH", f"wishes/{draft['id']}", {"decision": "approve"})
    until(lambda: engine.ask("GET", "state")["counters"]["sent_today"] == 2)
    engine.idle()
    hass.becomes(_TOTAL, "2")


def _remember_a_month(frontend: Frontend) -> None:
    """Give the recorder what it would know of the last thirty days."""
    chance = random.Random(11)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    total, rows = 0, list[dict[str, Any]]()
    for ago in range(30, 0, -1):
        total += chance.choice((0, 0, 1, 1, 2, 3))
        start = (today - timedelta(days=ago) + timedelta(hours=9)).isoformat()
        rows.append({"start": start, "state": total, "sum": total})
    frontend.call(
        "recorder/import_statistics",
        metadata={
            "has_sum": True,
            "mean_type": 0,
            "name": None,
            "source": "recorder",
            "statistic_id": _TOTAL,
            "unit_class": None,
            "unit_of_measurement": "messages",
        },
        stats=rows,
    )


def _take(frontend: Frontend, file: Path) -> None:
    # Graphs are drawn after their cards, and say nothing when they are done.
    frontend.page.wait_for_timeout(4000)
    frontend.picture(file)
    assert file.stat().st_size < LARGEST_BYTES, f"{file.name} is too large for the docs"


def _device_page(hass: HomeAssistant, frontend: Frontend) -> str:
    frontend.open("config/devices/dashboard")
    devices = frontend.call("config/device_registry/list")
    entry = hass.entries()[0]["entry_id"]
    (device,) = (each for each in devices if entry in each["config_entries"])
    return f"config/devices/device/{device['id']}"


def _take_all(
    browser: Browser, hass: HomeAssistant, engine: EngineProcess, folder: Path
) -> None:
    tail = "" if hass.language == "en" else f"-{hass.language}"
    with visiting(browser, hass, size=_WALL) as frontend:
        frontend.open(DASHBOARD)
        text = as_yaml(generated(frontend))
        copy_of(hass.language).write_text(text, encoding="utf-8")
        _send_two(engine, hass)
        _remember_a_month(frontend)
        frontend.open(DASHBOARD)
        _take(frontend, folder / f"ha-dashboard{tail}.png")
        frontend.open(_device_page(hass, frontend))
        _take(frontend, folder / f"ha-device{tail}.png")
        engine.ask("DELETE", "session")
        hass.becomes("binary_sensor.linkedin_auto_problem", "on")
        frontend.open("config/repairs")
        _take(frontend, folder / f"ha-repair{tail}.png")
        engine.log_in()
        hass.becomes("binary_sensor.linkedin_auto_problem", "off")
    with visiting(browser, hass, size=PHONE, is_dark=True) as frontend:
        frontend.open(DASHBOARD)
        _take(frontend, folder / f"ha-dashboard-phone{tail}.png")


def main(folder: Path) -> None:
    """Take all pictures, in each language in another release."""
    for release, language in zip(RELEASES, ("en", "fr"), strict=True):
        with (
            tempfile.TemporaryDirectory(prefix="linkedin-auto-") as kept,
            playing_twin() as twin,
            a_browser() as browser,
        ):
            twin.play(*(person(name, day=day) for name, day in _PEOPLE))
            with (
                _engine(twin, Path(kept), language) as engine,
                home_assistant(Path(kept) / "hass", release, language=language) as hass,
            ):
                hass.add_by_hand(engine.url, engine.token)
                _take_all(browser, hass, engine, folder)


if __name__ == "__main__":
    wanted = Path(sys.argv[1])
    wanted.mkdir(parents=True, exist_ok=True)
    main(wanted)
