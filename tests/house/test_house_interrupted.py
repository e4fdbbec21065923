"""Something ends in the middle of a run, and nobody is wished twice for it."""

import signal

from house.household import PENDING, RUNNING, Household
from playwright.sync_api import expect
import pytest

from integration.processes import until

# Slow enough that something can end between one message and the next.
LATENCY_MS = 150


def _half_way(house: Household, *names: str) -> None:
    """Have a run write to these people, and return when some of them have heard."""
    house.birthdays(*names, latency_ms=LATENCY_MS)
    before = len(house.twin.messages())
    house.hass.act("linkedin_auto", "run", mode="automatic")
    house.hass.becomes(RUNNING, "on")
    until(lambda: len(house.twin.messages()) > before)
    assert len(house.twin.messages()) < before + len(names)


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (signal.SIGKILL, ("Wanda Wzór", "Xenia Muster", "Yves Échantillon")),
        (signal.SIGTERM, ("Zoé Modèle", "Åse Prøve", "Bror Eksempel")),
    ],
    ids=["killed", "ended"],
)
def test_the_engine_ends_and_what_is_left_is_sent_by_the_next_run(
    house: Household, number: signal.Signals, names: tuple[str, ...]
) -> None:
    _half_way(house, *names)
    house.engine.stop(number)
    house.hass.becomes(PENDING, "unavailable")
    assert len(house.left(*names)) in {1, 2}
    house.wake_engine()
    house.hass.becomes(RUNNING, "off")
    assert house.remembered().items() <= house.twin.received().items()
    assert len(house.left(*names)) in {1, 2}
    house.hass.act("linkedin_auto", "run", mode="automatic")
    house.sent(*names)


def test_home_assistant_restarts_while_the_run_goes_on(house: Household) -> None:
    names = ("Cleo Voorbeeld", "Dario Esempio", "Edda Dæmi")
    _half_way(house, *names)
    house.frontend.leave()
    house.hass.restart()
    house.frontend.open("")
    house.sent(*names)


def test_the_integration_is_reloaded_while_the_run_goes_on(house: Household) -> None:
    names = ("Falk Beispiel", "Gala Ejemplo", "Hugo Exemplo")
    page = house.frontend.page
    house.frontend.open("config/integrations/integration/linkedin_auto")
    entry = page.locator("ha-config-entry-row")
    entry.get_by_role("button", name="Menu").first.click()
    expect(page.get_by_role("menuitem", name="Reload")).to_be_visible()
    _half_way(house, *names)
    page.get_by_role("menuitem", name="Reload").click()
    expect(page.get_by_text("Reload")).not_to_be_visible()
    house.sent(*names)
