"""The dashboard's file is offered to every page; tests/house looks at what it does."""

from http import HTTPStatus

from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.core import HomeAssistant
from integration.conftest import AddEntry
from integration.scripted import ScriptedEngine


async def test_every_page_is_offered_the_strategy_under_an_address_of_its_content(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    # As the frontend leaves it, which the tests of the integration do without.
    offered = hass.data[DATA_EXTRA_MODULE_URL] = UrlManager(lambda *_: None, [])
    hass.config.components.add("frontend")
    await add_entry(scripted)
    (address,) = offered.urls
    path, _, version = address.partition("?v=")
    assert path == "/linkedin_auto/linkedin-auto.js"
    assert len(version) == 8
    client = await hass_client_no_auth()
    answer = await client.get(address)
    assert answer.status == HTTPStatus.OK
    assert "javascript" in answer.headers["Content-Type"]
    assert "max-age" in answer.headers["Cache-Control"]
    assert "ll-strategy-dashboard-" in await answer.text()


async def test_without_a_frontend_nothing_is_offered(
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    await add_entry(scripted)
    client = await hass_client_no_auth()
    answer = await client.get("/linkedin_auto/linkedin-auto.js")
    assert answer.status == HTTPStatus.NOT_FOUND
