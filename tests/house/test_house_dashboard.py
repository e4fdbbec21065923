"""The dashboard that one line makes, as somebody sees it on the wall."""

from collections.abc import Iterator
from typing import Any

from house.dashboards import as_yaml, copy_of, generated
from house.frontend import Frontend, visiting
from house.hass import HomeAssistant, home_assistant
from house.releases import RELEASES
from playwright.sync_api import Browser, expect
import pytest

from integration.processes import (
    EngineProcess,
    TwinProcess,
    person,
    serving_engine,
    until,
)

LANGUAGES = dict(zip(RELEASES, ("en", "fr"), strict=True))
TODAY = ["Mallory <b>Bold</b> [Link](/config) *Sample*", "Zoé Exemple"]
HEADINGS = {
    "en": ["Today", "To approve", "Runs", "Birthdays", "Messages", "The machine"],
    "fr": [
        *("Aujourd'hui", "À approuver", "Exécutions", "Anniversaires", "Messages"),
        "La machine",
    ],
}
AWAY = {
    "en": "The engine does not answer. Is the app running?",
    "fr": "Le moteur ne répond pas. L'application est-elle démarrée ?",
}
RUN = {
    "en": "Today's wishes",
    "fr": "Vœux du jour",
}
PROBLEM = "binary_sensor.linkedin_auto_problem"


@pytest.fixture(scope="module")
def engine(
    twin: TwinProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineProcess]:
    twin.play(*(person(name) for name in TODAY))
    with serving_engine(twin, tmp_path_factory.mktemp("engine") / "data") as serving:
        serving.log_in()
        serving.idle()
        serving.run()
        yield serving


@pytest.fixture(scope="module", params=RELEASES)
def hass(
    request: pytest.FixtureRequest,
    engine: EngineProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[HomeAssistant]:
    release: str = request.param
    folder = tmp_path_factory.mktemp("hass")
    with home_assistant(folder, release, language=LANGUAGES[release]) as started:
        started.add_by_hand(engine.url, engine.token)
        started.becomes("sensor.linkedin_auto_wishes_pending", "2")
        yield started


@pytest.fixture
def wall(browser: Browser, hass: HomeAssistant) -> Iterator[Frontend]:
    """The dashboard of the house, which is the one line and nothing else."""
    with visiting(browser, hass) as frontend:
        frontend.open("linkedin-auto")
        yield frontend
        assert frontend.complaints == []


def cards(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    sections = dashboard["views"][0]["sections"]
    return [card for each in sections for card in each["cards"]]


def test_one_line_shows_everything_in_the_persons_language(wall: Frontend) -> None:
    headings = wall.page.locator("hui-heading-card .heading")
    expect(headings.filter(visible=True)).to_have_text(HEADINGS[wall.hass.language])
    for name in TODAY:
        expect(
            wall.page.locator("hui-todo-list-card").get_by_text(name)
        ).to_be_visible()
    expect(wall.page.locator("hui-error-card")).to_have_count(0)


def test_what_linkedin_says_of_a_name_stays_text(wall: Frontend) -> None:
    names = wall.page.locator("ha-markdown li")
    expect(names).to_have_text(TODAY)
    assert names.locator("a, em, b").count() == 0


def test_the_plain_yaml_of_the_docs_is_what_the_line_makes(wall: Frontend) -> None:
    file = copy_of(wall.hass.language)
    told = as_yaml(generated(wall))
    assert file.read_text(encoding="utf-8") == told, "run scripts/house_pictures"


def test_what_is_not_there_is_left_out(wall: Frontend) -> None:
    todo = "todo.linkedin_auto_wishes"
    assert any(card.get("entity") == todo for card in cards(generated(wall)))
    without = generated(wall, without="todo.")
    assert not any(card.get("entity") == todo for card in cards(without))
    headings = [card["heading"] for card in cards(without) if "heading" in card]
    assert HEADINGS[wall.hass.language][1] not in headings
    nothing = generated(wall, without=".linkedin_auto_")
    (view,) = nothing["views"]
    assert [card["type"] for card in view["cards"]] == ["markdown", "button"]


def test_a_second_engine_has_a_view_of_its_own(wall: Frontend) -> None:
    second = {
        "entity_id": "sun.sun",
        "platform": "linkedin_auto",
        "translation_key": "birthdays_today",
        "device_id": "another",
    }
    both = generated(wall, more={"sun.sun": second})
    assert len(both["views"]) == 2
    assert "another" in {view["path"] for view in both["views"]}
    one = generated(wall, {"device_id": "another"}, more={"sun.sun": second})
    assert len(one["views"]) == 1


def test_a_button_starts_a_run(
    wall: Frontend, engine: EngineProcess, hass: HomeAssistant
) -> None:
    before = engine.ask("GET", "runs")["runs"]
    # In French the name of the other button begins alike.
    wall.page.locator("hui-tile-card", has_text=RUN[hass.language]).first.click()
    until(lambda: len(engine.ask("GET", "runs")["runs"]) == len(before) + 1)
    engine.idle()
    hass.becomes("sensor.linkedin_auto_last_run_result", "finished")


def test_it_says_when_it_needs_somebody(
    wall: Frontend, engine: EngineProcess, hass: HomeAssistant
) -> None:
    needs = {"en": "It needs you", "fr": "On a besoin de vous"}[hass.language]
    heading = wall.page.locator("hui-heading-card").get_by_text(needs, exact=True)
    expect(heading).to_be_hidden()
    engine.ask("DELETE", "session")
    hass.becomes(PROBLEM, "on")
    expect(heading).to_be_visible()
    engine.log_in()
    hass.becomes(PROBLEM, "off")
    expect(heading).to_be_hidden()
    engine.idle()
    engine.stop()
    hass.becomes(PROBLEM, "unavailable")
    expect(wall.page.get_by_text(AWAY[hass.language])).to_be_visible()
    engine.start()
    hass.becomes(PROBLEM, "off")
    expect(wall.page.get_by_text(AWAY[hass.language])).to_be_hidden()
