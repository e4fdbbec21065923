"""A person decides about wishes on Home Assistant's own to-do card."""

from house.household import WISHES, Household
from playwright.sync_api import Locator, expect

OWN_WORDS = "Bon anniversaire, Camille ! Que cette journée soit belle."


def _wish(house: Household, name: str) -> Locator:
    return house.frontend.page.locator("ha-check-list-item", has_text=name)


def test_a_ticked_wish_is_sent_once_in_the_words_that_were_given_to_it(
    house: Household,
) -> None:
    house.drafted("Camille Exemple", "Grace Sample")
    house.show({"type": "todo-list", "entity": WISHES})
    page = house.frontend.page
    _wish(house, "Camille Exemple").click()
    page.get_by_role("textbox", name="Description").fill(OWN_WORDS)
    page.get_by_role("button", name="Save item").click()
    expect(_wish(house, "Camille Exemple")).to_contain_text(OWN_WORDS)
    assert house.left("Camille Exemple")
    _wish(house, "Camille Exemple").locator("ha-checkbox").click()
    assert house.sent("Camille Exemple")["Camille Exemple"] == OWN_WORDS
    assert house.left("Grace Sample")
    expect(_wish(house, "Camille Exemple")).to_have_count(0)
    expect(_wish(house, "Grace Sample")).to_be_visible()


def test_a_deleted_wish_is_never_sent(house: Household) -> None:
    house.drafted("Hedda Eksempel")
    house.show({"type": "todo-list", "entity": WISHES})
    page = house.frontend.page
    _wish(house, "Hedda Eksempel").click()
    page.get_by_role("button", name="Delete item").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(_wish(house, "Hedda Eksempel")).to_have_count(0)
    house.engine.run(mode="automatic")
    house.settled()
    assert "Hedda Eksempel" not in house.twin.received()
