"""Home Assistant finds the app beside it, and a person adds it with two clicks."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from house.app import SLUG
from house.frontend import Frontend, visiting
from house.hass import HomeAssistant, home_assistant
from house.releases import RELEASES
from house.supervisor import HouseSupervisor, supervising_house
from playwright.sync_api import Browser, expect
import pytest

from engine.supervisor import supervised
from engine.supervisor.office_of_supervisor import TOKEN
from integration.processes import (
    EngineProcess,
    free_port,
    playing_twin,
    started,
    until,
)

PENDING = "sensor.linkedin_auto_wishes_pending"


@dataclass
class Machine:
    """A machine with Home Assistant's own system on it, and the app installed."""

    supervisor: HouseSupervisor
    engine: EngineProcess
    hass: HomeAssistant
    frontend: Frontend


@pytest.fixture(scope="module", params=RELEASES)
def machine(
    request: pytest.FixtureRequest,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    panel = free_port()
    with ExitStack() as stack:
        twin = stack.enter_context(playing_twin())
        supervisor = stack.enter_context(supervising_house(folder / "core.sock"))
        supervisor.panel = f"http://127.0.0.1:{panel}"
        hass = stack.enter_context(
            home_assistant(
                folder / "hass", request.param, variables=supervisor.variables
            )
        )
        engine = EngineProcess(
            twin,
            folder / "engine",
            program=(supervised.__file__, supervisor.url),
            words=("--ingress-port", str(panel)),
            variables={"SUPERVISOR_TOKEN": TOKEN},
        )
        stack.enter_context(started(engine))
        frontend = stack.enter_context(visiting(browser, hass))
        yield Machine(supervisor, engine, hass, frontend)
        assert supervisor.unknown == []
        assert "Traceback" not in hass.log
        assert frontend.complaints == []


def test_the_app_is_discovered_and_added(machine: Machine) -> None:
    page = machine.frontend.page
    machine.frontend.open("config/integrations/dashboard")
    expect(page.get_by_role("heading", name="Discovered")).to_be_visible()
    card = page.locator("ha-config-flow-card")
    expect(card).to_contain_text("LinkedIn Auto")
    expect(card).not_to_contain_text("linkedin_auto")
    card.get_by_role("button", name="Add").click()
    expect(page.get_by_text("The LinkedIn Auto app is running.")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Skip and finish").click()
    # From here on it is the page of the new device.
    expect(page.get_by_text("Wishes to approve")).to_be_visible()
    (entry,) = machine.hass.entries()
    assert (entry["source"], entry["state"]) == ("hassio", "loaded")
    machine.hass.becomes(PENDING, "0")


def test_the_device_leads_to_the_page_of_the_app(machine: Machine) -> None:
    page = machine.frontend.page
    page.get_by_role("link", name="Visit").click()
    panel = page.frame_locator("iframe")
    expect(panel.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    expect(panel.get_by_text("LinkedIn is not logged in")).to_be_visible()
    assert page.url.endswith(f"/app/{SLUG}")


def test_an_app_that_moved_is_followed(machine: Machine) -> None:
    machine.engine.stop()
    machine.hass.becomes(PENDING, "unavailable")
    machine.engine.port = free_port()
    machine.engine.start()
    machine.hass.becomes(PENDING, "0")
    assert len(machine.supervisor.pushed) == 2


def test_after_a_restart_it_is_found_again_and_not_offered_twice(
    machine: Machine,
) -> None:
    machine.frontend.leave()
    machine.hass.stop()
    machine.engine.stop()
    machine.engine.port = free_port()
    machine.engine.start()
    until(lambda: len(machine.supervisor.pushed) == 3)
    machine.hass.start()
    machine.hass.becomes(PENDING, "0")
    machine.frontend.open("config/integrations/dashboard")
    page = machine.frontend.page
    expect(
        page.locator("ha-integration-card", has_text="LinkedIn Auto")
    ).to_be_visible()
    expect(page.locator("ha-config-flow-card")).to_have_count(0)
    assert [each["state"] for each in machine.hass.entries()] == ["loaded"]
