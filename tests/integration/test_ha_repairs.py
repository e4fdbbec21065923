"""Problems as repairs, and the ways to mend them."""

import asyncio
import re
from typing import Any

import pytest

from custom_components.linkedin_auto.const import CONF_APP, DOMAIN
from custom_components.linkedin_auto.engine_client.contract.enums import ProblemCode
from custom_components.linkedin_auto.issues import KINDS
from custom_components.linkedin_auto.repairs import async_create_fix_flow
from homeassistant.components.repairs import ConfirmRepairFlow, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from integration.conftest import AddEntry, changed, coordinator_of
from integration.processes import LI_AT, REPOSITORY, EngineProcess, person
from integration.scripted import ScriptedEngine, refusal, sample
from integration.test_ha_words import EN, FR


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    return {
        str(each.translation_key): each
        for each in ir.async_get(hass).issues.values()
        if each.domain == DOMAIN
    }


async def begin(hass: HomeAssistant, key: str) -> Any:
    manager = repairs_flow_manager(hass)
    assert manager is not None
    issue = issues(hass)[key]
    flow = await manager.async_init(DOMAIN, context={"issue_id": issue.issue_id})
    if flow["type"] is FlowResultType.FORM:
        helps(flow, key)
    return flow


def helps(flow: Any, key: str) -> None:
    """See that what the form says is filled in, and links to where one can go on."""
    given = flow["description_placeholders"]
    for words in (EN, FR):
        step = words["issues"][key]["fix_flow"]["step"][flow["step_id"]]
        said = step["description"].format(**given)
        links = dict(re.findall(r"\[([^]]+)\]\(([^)]+)\)", said))
        wanted = "page" if key == "session_required" else "help"
        assert given[wanted] in links.values()
    assert given["help"].endswith(f"/docs/TROUBLESHOOTING.md#{key}")


async def go_on(hass: HomeAssistant, flow: Any, given: dict[str, Any]) -> Any:
    manager = repairs_flow_manager(hass)
    assert manager is not None
    return await manager.async_configure(flow["flow_id"], given)


def problem(code: str, count: int | None = None) -> dict[str, Any]:
    return {"code": code, "since": "2026-03-30T09:00:00+00:00", "count": count}


@pytest.mark.parametrize("code", [code.value for code in ProblemCode])
async def test_a_problem_is_a_repair_until_it_is_gone(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry, code: str
) -> None:
    scripted.state["problems"] = [problem(code, 2)]
    entry = await add_entry(scripted)
    issue = issues(hass)[code]
    assert issue.is_fixable is KINDS[code].is_fixable
    assert issue.learn_more_url is not None
    assert issue.learn_more_url.endswith(f"#{code}")
    await scripted.listened()
    async with changed(entry, lambda: not issues(hass)):
        await scripted.tell_state(problems=[])


def test_every_link_to_what_to_do_leads_somewhere() -> None:
    page = (REPOSITORY / "docs/TROUBLESHOOTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r'<a id="(\w+)"></a>\n## ', page)) >= KINDS.keys()


async def test_a_problem_of_a_newer_engine_is_shown_too(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    scripted.state["problems"] = [problem("sunspots")]
    entry = await add_entry(scripted)
    issue = issues(hass)["unknown_problem"]
    assert issue.translation_placeholders == {
        "title": "LinkedIn Auto",
        "code": "sunspots",
        "count": "",
    }
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_APP: "a_b"})
    await coordinator_of(entry).async_refresh()
    assert issues(hass)["unknown_problem"].learn_more_url == "homeassistant://app/a_b"
    scripted.state["problems"] = [problem("session_required")]
    await coordinator_of(entry).async_refresh()
    flow = await begin(hass, "session_required")
    assert flow["description_placeholders"]["page"] == "/app/a_b"


async def test_a_session_is_given_by_the_repair(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    entry = await add_entry(own_engine)
    flow = await begin(hass, "session_required")
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "cookies")
    assert flow["description_placeholders"]["page"] == own_engine.url
    flow = await go_on(hass, flow, {"cookies": "no cookies at all"})
    assert flow["errors"] == {"base": "refused"}
    assert flow["description_placeholders"]["message"].startswith("not a known format")
    async with changed(entry, lambda: not issues(hass)):
        result = await go_on(hass, flow, {"cookies": LI_AT})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.states.is_state("binary_sensor.linkedin_auto_session", "on")


async def test_a_checkpoint_is_a_repair_and_a_look_ends_it(
    hass: HomeAssistant, own_engine: EngineProcess, add_entry: AddEntry
) -> None:
    await asyncio.to_thread(own_engine.log_in)
    before = await asyncio.to_thread(own_engine.twin.received)
    trouble = {"obstacle": "checkpoint", "path": "/mynetwork"}
    own_engine.twin.play(person("Alice Martin"), troubles=[trouble])
    ended = await asyncio.to_thread(own_engine.run)
    assert ended["reason"] == "checkpoint"
    entry = await add_entry(own_engine)
    assert set(issues(hass)) == {"checkpoint"}
    assert hass.states.is_state("binary_sensor.linkedin_auto_problem", "on")
    own_engine.twin.play(person("Alice Martin"))
    flow = await begin(hass, "checkpoint")
    assert flow["step_id"] == "confirm"
    result = await go_on(hass, flow, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    async with changed(entry, lambda: not issues(hass)):
        await asyncio.to_thread(own_engine.idle)
    assert await asyncio.to_thread(own_engine.twin.received) == before


async def test_a_wish_that_could_not_be_confirmed_is_settled_by_the_person(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    scripted.state["problems"] = [problem("unverified_wishes", 2)]
    entry = await add_entry(scripted)
    first = sample("WishItem", "nobody knows")
    second = first | {"id": 4713, "name": "Ada Invented"}
    both = {"wishes": [first, second], "next_before": None}
    scripted.say("GET", "wishes", both)
    scripted.say("PATCH", "wishes/4712", refusal("conflict"), status=409)
    flow = await begin(hass, "unverified_wishes")
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "decide")
    assert flow["description_placeholders"]["name"] == "Søren Ågård"
    flow = await go_on(hass, flow, {"decision": "sent"})
    assert flow["errors"] == {"base": "refused"}
    scripted.say("PATCH", "wishes/4712", first | {"state": "sent"})
    flow = await go_on(hass, flow, {"decision": "sent"})
    assert flow["description_placeholders"]["name"] == "Ada Invented"
    scripted.state["problems"] = []
    result = await go_on(hass, flow, {"decision": "later"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    changes = [each for each in scripted.asked if each[0].startswith("PATCH")]
    assert changes[-1] == ("PATCH /api/v1/wishes/4712", {"decision": "sent"})
    assert coordinator_of(entry).data.state.problems == ()


async def test_a_decision_without_an_engine_is_put_off(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    await add_entry(scripted)
    scripted.say("GET", "wishes", "gone", status=502)
    result = await begin(hass, "unverified_wishes")
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "cannot_connect",
    )


@pytest.mark.parametrize(
    ("code", "asked"), [("zombies", "system/reap"), ("page_changed", "runs")]
)
async def test_what_one_click_mends_may_be_refused_first(
    hass: HomeAssistant,
    scripted: ScriptedEngine,
    add_entry: AddEntry,
    code: str,
    asked: str,
) -> None:
    scripted.state["problems"] = [problem(code, 1)]
    await add_entry(scripted)
    flow = await begin(hass, code)
    scripted.say("POST", asked, "gone", status=502)
    flow = await go_on(hass, flow, {})
    assert flow["errors"] == {"base": "cannot_connect"}
    good = {"reaped": 1} if asked == "system/reap" else scripted.state["run"]
    scripted.say("POST", asked, good)
    result = await go_on(hass, flow, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    if asked == "runs":
        body = next(body for key, body in reversed(scripted.asked) if "POST" in key)
        assert body["dry_run"] is True


async def test_a_repair_of_an_entry_that_is_gone_only_closes(
    hass: HomeAssistant,
) -> None:
    for data in (None, {"entry_id": "gone", "problem": "zombies"}):
        flow = await async_create_fix_flow(hass, "zombies_gone", data)
        assert isinstance(flow, ConfirmRepairFlow)
