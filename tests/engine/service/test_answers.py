"""What the service answers and keeps, without a browser."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
import os
from pathlib import Path
import sqlite3

from engine.service.conftest import MoveIn
from engine.service.filling import DAY, fill
from engine.service.home import Home
from linkedin_engine.contract.enums import WishReason
from linkedin_engine.session.snapshots import SnapshotFolder

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


async def _filled(move_in: MoveIn, people: int = 3) -> Home:
    home = await move_in(logged_in=False)
    fill(home.data, people)
    return home


async def test_settings_hold_at_once_and_after_a_restart_until_they_are_taken_back(
    move_in: MoveIn,
) -> None:
    home = await move_in(logged_in=False, daily_limit=12)
    reply = await home.ask(
        "PUT", "/api/v1/settings", {"daily_limit": 7, "hours_end": "21:30"}
    )
    assert reply["changed"] == ["hours_end", "daily_limit"]
    assert (await home.state())["counters"]["daily_allowance"] == 7
    assert await home.end() == 0
    await home.start()
    assert (await home.state())["hours_end"] == "21:30"
    reply = await home.ask("PUT", "/api/v1/settings", {"daily_limit": None})
    assert reply["values"]["daily_limit"] == 12
    assert reply["changed"] == ["hours_end"]


async def test_a_bad_setting_is_named_and_none_of_its_companions_is_kept(
    move_in: MoveIn,
) -> None:
    home = await move_in(logged_in=False)
    for changes, field in (
        ({"weekly_limit": 50, "daily_limit": "7"}, "daily_limit"),
        ({"weekly_limit": 50, "dayly_limit": 7}, "dayly_limit"),
        ({"weekly_limit": 50, "hours_end": "06:00"}, "hours_end"),
        ({"weekly_limit": 50, "nothing": None}, "nothing"),
    ):
        reply = await home.ask("PUT", "/api/v1/settings", changes, status=400)
        assert reply["error"]["code"] == "bad_input"
        assert reply["error"]["field"] == field
    assert (await home.ask("GET", "/api/v1/settings"))["changed"] == []


async def test_a_wish_is_edited_skipped_and_never_decided_twice(
    move_in: MoveIn,
) -> None:
    home = await _filled(move_in)
    page = await home.ask("GET", "/api/v1/wishes?limit=2")
    assert [each["id"] for each in page["wishes"]] == [3, 2]
    page = await home.ask("GET", f"/api/v1/wishes?before={page['next_before']}")
    assert ([each["id"] for each in page["wishes"]], page["next_before"]) == ([1], None)
    path = "/api/v1/wishes/1"
    wish = await home.ask("PATCH", path, {"text": "  Bonne fête.  "})
    assert (wish["state"], wish["text"], wish["edited"]) == (
        "drafted",
        "Bonne fête.",
        True,
    )
    wish = await home.ask("PATCH", path, {"decision": "skip"})
    assert (wish["state"], wish["reason"]) == ("skipped", WishReason.PERSON_SKIPPED)
    reply = await home.ask("PATCH", path, {"decision": "approve"}, status=409)
    assert reply["error"]["code"] == "conflict"
    reply = await home.ask("PATCH", path, {"decision": "sent"}, status=409)
    assert "unverified" in reply["error"]["message"]
    for body in ({}, {"text": " "}, {"decision": "skip", "text": "x"}):
        await home.ask("PATCH", path, body, status=400)
    await home.ask("PATCH", "/api/v1/wishes/99", {"decision": "skip"}, status=404)


async def test_people_are_found_changed_and_forgotten(move_in: MoveIn) -> None:
    home = await _filled(move_in)
    page = await home.ask("GET", "/api/v1/contacts?search=elodie&limit=2")
    assert [each["id"] for each in page["contacts"]] == [1, 2]
    page = await home.ask("GET", f"/api/v1/contacts?after={page['next_after']}")
    assert [each["id"] for each in page["contacts"]] == [3]
    person = await home.ask(
        "PATCH",
        "/api/v1/contacts/1",
        {
            "blocked": True,
            "first_name": "Lolo",
            "own_text": "Bonne fête {{ first_name }}",
        },
    )
    assert (person["blocked"], person["greeting"]) == (True, "Lolo")
    reply = await home.ask(
        "PATCH", "/api/v1/contacts/1", {"own_text": "{{ nam }}"}, status=400
    )
    assert reply["error"]["field"] == "own_text"
    await home.ask("DELETE", "/api/v1/contacts/2", status=204)
    await home.ask("DELETE", "/api/v1/contacts/2", status=404)
    page = await home.ask("GET", "/api/v1/history")
    assert {each["contact_id"] for each in page["wishes"]} == {1, 3}
    await home.end()
    content = b"".join(file.read_bytes() for file in home.data.iterdir())
    assert b"Person 2" not in content
    assert b"Person 3" in content


async def test_templates_are_replaced_as_a_whole_and_tried_on_a_person(
    move_in: MoveIn,
) -> None:
    home = await _filled(move_in)
    mine = {
        "id": "mine",
        "language": "fr",
        "occasion": "birthday",
        "late": False,
        "text": "Bonne fête {{ first_name }} !",
    }
    reply = await home.ask("PUT", "/api/v1/messages", {"templates": [mine]})
    assert mine | {"enabled": True} in reply["templates"]
    reply = await home.ask(
        "PUT",
        "/api/v1/messages",
        {"templates": [mine, mine | {"text": "{{ nobody }}", "id": "b"}]},
        status=400,
    )
    assert reply["error"]["field"] == "templates[1].text"
    tried = {"text": mine["text"], "language": "fr", "contact_id": 1}
    reply = await home.ask("POST", "/api/v1/messages/preview", tried)
    assert reply == {"text": "Bonne fête Élodie\xa0!", "problems": []}
    reply = await home.ask("POST", "/api/v1/messages/preview", {"text": "{% if %}"})
    assert reply["text"] is None
    assert reply["problems"][0]["line"] == 1


async def test_the_history_is_a_file_that_a_spreadsheet_reads_as_text(
    move_in: MoveIn,
) -> None:
    home = await _filled(move_in)
    assert home.client is not None
    path = f"{home.url}/api/v1/history?since={date.isoformat(DAY - timedelta(days=1))}"
    async with home.client.get(path, headers={"Accept": "text/csv"}) as reply:
        lines = (await reply.text(encoding="utf-8-sig")).splitlines()
    assert len(lines) == 3
    assert "'=Happy birthday number 1" in lines[-1]
    assert "Élodie Person 1" in lines[-1]


async def test_a_copy_is_made_listed_and_downloaded_while_the_service_works(
    move_in: MoveIn, tmp_path: Path
) -> None:
    home = await _filled(move_in)
    assert home.client is not None
    made = await home.ask("POST", "/api/v1/system/backups", status=201)
    listed = await home.ask("GET", "/api/v1/system/backups")
    assert listed == {"backups": [made]}
    async with home.client.get(
        f"{home.url}/api/v1/system/backups/{made['name']}"
    ) as reply:
        copy = tmp_path / "copy.db"
        copy.write_bytes(await reply.read())
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM wishes").fetchone() == (3,)
    connection.close()
    await home.ask("GET", "/api/v1/system/backups/linkedin.db", status=404)


async def test_a_page_not_understood_can_be_looked_at_and_asked_for_again_for_free(
    move_in: MoveIn,
) -> None:
    home = await move_in(logged_in=False)
    assert home.client is not None
    refused = await home.ask("GET", "/api/v1/system/snapshot", status=404)
    assert refused["error"]["code"] == "not_found"
    taken = SnapshotFolder(home.data).keep("<p>", b"painted", now=NOW, label="x")
    os.utime(taken.with_suffix(".jpg"), (NOW.timestamp(), NOW.timestamp()))
    url = f"{home.url}/api/v1/system/snapshot"
    async with home.client.get(url) as reply:
        assert (reply.status, reply.content_type) == (200, "image/jpeg")
        assert parsedate_to_datetime(reply.headers["Last-Modified"]) == NOW
        assert await reply.read() == b"painted"
        etag = reply.headers["ETag"]
    async with home.client.get(url, headers={"If-None-Match": etag}) as reply:
        assert reply.status == 304
    async with home.client.get(url, headers={"Authorization": ""}) as reply:
        assert reply.status == 401


async def test_the_doctor_speaks_the_persons_language(move_in: MoveIn) -> None:
    home = await move_in(logged_in=False)
    english = await home.ask("GET", "/api/v1/system/doctor")
    french = await home.ask("GET", "/api/v1/system/doctor?language=fr")
    titles = {each["key"]: each["title"] for each in english["checks"]}
    assert len(titles) >= 15
    assert any(each["title"] != titles[each["key"]] for each in french["checks"])
    await home.ask("GET", "/api/v1/system/doctor?language=de", status=400)


async def test_the_log_of_a_service_names_nobody(move_in: MoveIn) -> None:
    home = await _filled(move_in)
    await home.ask("PATCH", "/api/v1/wishes/1", {"text": "Secret words"})
    reply = await home.ask("PUT", "/api/v1/session", {"cookies": "short"}, status=400)
    assert reply["error"]["field"] == "cookies"
    await home.end()
    said = str(home.log)
    assert "listening" in said
    for secret in ("Élodie", "Secret words", "person-1", "ACoAA"):
        assert secret not in said
