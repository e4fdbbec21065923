"""A run from a button, what the sensors say of it, and what is kept of that."""

from datetime import UTC, datetime, timedelta

from house.household import MODE, RUNNING, SENT_TOTAL, Household
from house.recorded import grow_older
from playwright.sync_api import Locator, expect
import pytest

from integration.processes import until

BUTTON = "button.linkedin_auto_run_birthday"
SENT_TODAY = "sensor.linkedin_auto_messages_sent_today"
RESULT = "sensor.linkedin_auto_last_run_result"
ALLOWANCE = "sensor.linkedin_auto_weekly_allowance"


def _row(house: Household, name: str) -> Locator:
    card = house.frontend.page.locator("hui-entities-card")
    return card.locator("hui-generic-entity-row", has_text=name).first


def test_a_button_sends_and_the_sensors_move(house: Household) -> None:
    house.birthdays("Sunniva Prøve", "Tiago Amostra")
    left = int(house.hass.state(ALLOWANCE))
    before = int(house.hass.state(SENT_TOTAL))
    house.show(
        {
            "type": "entities",
            "entities": [MODE, BUTTON, SENT_TOTAL, SENT_TODAY, RESULT, RUNNING],
        }
    )
    page = house.frontend.page
    _row(house, "Sending mode").locator(
        "ha-select, ha-control-select-menu"
    ).first.click()
    page.get_by_role("menuitem", name="Automatic").click()
    house.hass.becomes(MODE, "automatic")
    page.get_by_role("button", name="Press").click()
    house.sent("Sunniva Prøve", "Tiago Amostra")
    now = str(before + 2)
    expect(_row(house, "Messages sent today")).to_contain_text(f"{now} messages")
    expect(_row(house, "Last run result")).to_contain_text("Finished")
    expect(_row(house, "Running")).to_contain_text("Not running")
    assert house.hass.state(ALLOWANCE) == str(left - 2)
    page.get_by_role("button", name="Press").click()
    house.hass.becomes(RUNNING, "on")
    house.settled()
    assert house.hass.state(SENT_TOTAL) == now


def _counted(house: Household, period: str) -> float:
    """Return how many messages the newest row of the statistics counts."""
    found = house.frontend.call(
        "recorder/statistics_during_period",
        start_time=(datetime.now(UTC) - timedelta(days=1)).isoformat(),
        statistic_ids=[SENT_TOTAL],
        period=period,
        types=["sum"],
    )
    rows = found.get(SENT_TOTAL, [])
    return float(rows[-1]["sum"]) if rows else 0


def test_statistics_count_what_was_sent(house: Household) -> None:
    house.drafted("Ulla Eksempel")
    house.hass.act("linkedin_auto", "approve", all=True)
    house.sent("Ulla Eksempel")
    house.frontend.leave()
    house.hass.stop()
    grow_older(house.hass.folder, hours=2)
    house.hass.start()
    house.frontend.open("")
    total = len(house.twin.messages())
    until(lambda: _counted(house, "5minute") >= total)
    until(lambda: _counted(house, "hour") >= total)
    assert _counted(house, "hour") == pytest.approx(total)
    house.frontend.open("config/tools/statistics")
    kept = house.frontend.page.get_by_role("row").filter(has_text="LinkedIn Auto")
    expect(kept.filter(has_text=SENT_TOTAL)).to_contain_text("No issue")
    expect(kept.filter(has_not_text="No issue")).to_have_count(0)
