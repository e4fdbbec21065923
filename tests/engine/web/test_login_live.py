"""A person logs in to LinkedIn within the panel, before the engine's own browser."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
import json
import os
from pathlib import Path
import signal
import time
from typing import Any

from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError
from playwright.async_api import FloatRect, Page, expect
import pytest
import pytest_asyncio

from engine.runs.house import NOW, alice
from engine.service.home import Home
from engine.web.obstacles import obstacles
from engine.web.places import a_place
from engine.web.visit import PHONE, Place, Visit, visiting
from engine.web.words import Words
from linkedin_engine.system.processes import own_tree
from twin.scenario import Scenario

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAME = "ada@example.org"
PASSWORD = "Pässwort-Ω 7{}"
CODE = "730519"
PATIENCE = 30_000
SHOWN = ".live[data-state=showing]"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home_alone(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Place]:
    """A home without a session, whose LinkedIn wants its app, a code and a captcha."""
    data = tmp_path_factory.mktemp("login") / "data"
    scenario = Scenario(
        people=[alice()],
        now=NOW,
        login_checks=["device", "code", "captcha"],
        login_code=CODE,
    )
    options = {"sending_mode": "approval", "log_level": "debug"}
    async with a_place(data, scenario, options) as made:
        yield made


async def test_a_person_logs_in_with_password_code_and_captcha(
    home_alone: Place,
) -> None:
    home = home_alone.home
    async with visiting(home_alone.browser, home_alone.url) as visit:
        page = visit.page
        await _open(visit)
        await expect(page.locator(".live-keys")).to_be_focused()
        pictures = _jpegs(home.data.parent)
        await _type_name_and_password(visit, home)
        await _says(page, "or choose “Try another way” here")
        await _pass_the_checks(visit, home, by="click")
        await expect(page.get_by_text("Logged in", exact=True)).to_be_visible()
        assert pictures == _jpegs(home.data.parent) == []
    assert home.twin.record.logins == [(NAME, PASSWORD)]
    session = await home.ask("GET", "/api/v1/session")
    assert (session["usable"], session["source"]) == (True, "login")
    await home.ask(
        "POST", "/api/v1/runs", {"bot": "birthday", "dry_run": True}, status=202
    )
    state = await home.idle()
    assert (state["last_run"]["state"], state["last_run"]["found"]) == ("finished", 1)
    _keeps_its_secrets(home)


async def test_a_run_waits_for_the_end_of_a_login_that_comes_when_the_page_is_closed(
    home_alone: Place,
) -> None:
    home = home_alone.home
    async with visiting(home_alone.browser, home_alone.url) as visit:
        await _open(visit)
        await home.ask(
            "POST", "/api/v1/runs", {"bot": "birthday", "dry_run": True}, status=202
        )
        state = await home.until(
            lambda now: now["queued"] and now["queued"][0]["message"]
        )
        assert state["queued"][0]["reason"] == "busy"
        async with visiting(home_alone.browser, home_alone.url) as other:
            await other.go("login")
            await other.page.get_by_role("button", name="Open LinkedIn").click()
            await expect(other.page.locator(".trouble")).to_contain_text(
                "Somebody else is logging in right now."
            )
    ended = await home.idle()
    assert ended["last_run"]["state"] == "finished"
    assert ended["session"]["usable"]
    assert await _alone(home)


async def test_a_finger_logs_in_on_a_french_telephone_and_who_comes_back_goes_on(
    home_alone: Place,
) -> None:
    home, say = home_alone.home, Words("fr")
    async with _telephone(home_alone, say) as visit:
        page, keys = visit.page, visit.page.locator(".live-keys")
        await _open(visit)
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert await obstacles(page) == []
        # In sight, and without a keyboard before it.
        await expect(page.locator(".live")).to_be_focused()
        await expect(page.locator("canvas")).to_be_in_viewport(ratio=0.7)
        await _touch(visit, home, "#username", "Email or phone", "email")
        assert await keys.get_attribute("inputmode") == "email"
        # As a telephone's keyboard does: the word so far, then a better one.
        await page.keyboard.insert_text("adda")
        for _ in range(2):
            await page.keyboard.press("Backspace")
        await page.keyboard.insert_text("a@example.org")
        await page.reload()
        await _open(visit)
        await _says(page, say("live.field.email"))
        # Beside everything: the keyboard goes away again.
        await page.locator("canvas").tap(position={"x": 5, "y": 5})
        await expect(keys).not_to_be_focused()
        await _touch(visit, home, "#password", "Password", "password")
        await page.keyboard.insert_text(PASSWORD)
        await page.keyboard.press("Enter")
        await _pass_the_checks(visit, home, by="tap")
    assert home.twin.record.logins[-1] == (NAME, PASSWORD)
    assert (await home.state())["session"]["usable"]
    _keeps_its_secrets(home)
    assert await _alone(home)


async def test_of_a_killed_or_stopped_login_nothing_is_left(home_alone: Place) -> None:
    home = home_alone.home
    async with visiting(home_alone.browser, home_alone.url) as visit:
        await _open(visit)
        login = _login_process(home)
        assert _profiles(login) != []
        os.kill(login, signal.SIGKILL)
        alert = visit.page.locator(".trouble")
        await expect(alert).to_contain_text("ended unexpectedly", timeout=PATIENCE)
        # And again, with the keyboard alone, until it is given up.
        await _open(visit)
        await visit.page.locator(".live-keys").focus()
        await visit.page.keyboard.press("Tab")
        await visit.page.keyboard.press("Escape")
        stop = visit.page.get_by_role("button", name="Stop")
        await expect(stop).to_be_focused()
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.get_by_text("The login was stopped")).to_be_visible(
            timeout=PATIENCE
        )
    assert (await home.state())["session"]["usable"]
    assert await _alone(home)
    assert _profiles(login) == []


async def test_only_one_person_of_this_site_gets_the_live_view(
    home_alone: Place,
) -> None:
    home = home_alone.home
    token = (home.data / "api_token").read_text().strip()
    live = f"{home.url}/panel/live"
    async with ClientSession(cookies={}) as client:
        with pytest.raises(WSServerHandshakeError, match="401"):
            await client.ws_connect(live)
        with pytest.raises(WSServerHandshakeError, match="401"):
            await client.ws_connect(f"{live}?token={token}")
        async with client.post(
            f"{home.url}/panel/login", json={"token": token}
        ) as door:
            visit = {"Cookie": door.headers["Set-Cookie"].partition(";")[0]}
        evil = visit | {"Origin": "https://evil.example"}
        with pytest.raises(WSServerHandshakeError, match="403"):
            await client.ws_connect(live, headers=evil)
        async with (
            client.ws_connect(live, headers=visit) as first,
            client.ws_connect(live, headers=visit) as second,
        ):
            assert (await first.receive_json())["status"] == "starting"
            assert (await second.receive_json())["reason"] == "taken"
            refusal = await second.receive()
            assert refusal.type is WSMsgType.CLOSE
            assert (refusal.data, refusal.extra) == (1008, "taken")
            for nonsense in ("{", "[]", '{"type":"shell"}', '{"type":"mouse","x":"1"}'):
                await first.send_str(nonsense)
            await first.send_json({"type": "stop"})
            told = [
                json.loads(message.data)
                async for message in first
                if message.type is WSMsgType.TEXT
            ]
            assert (told[-1]["status"], told[-1]["reason"]) == ("ended", "stopped")
    assert await _alone(home)


async def _open(visit: Visit) -> None:
    await visit.go("login")
    button = visit.page.locator("button.primary").first
    await button.click()
    await visit.page.locator(f"{SHOWN}[data-page=logged_out]").wait_for(
        timeout=PATIENCE
    )


async def _type_name_and_password(visit: Visit, home: Home) -> None:
    page = visit.page
    await _click(visit, f"{home.twin.url}/login", "#username")
    await _says(page, "Field: Email or phone (email address)")
    await page.keyboard.type(NAME)
    await page.keyboard.press("Tab")
    await _says(page, "Field: Password (password)")
    await page.keyboard.type(f"x{PASSWORD}")
    await page.keyboard.press("Home")
    await page.keyboard.press("Delete")
    await page.keyboard.press("Enter")


@asynccontextmanager
async def _telephone(place: Place, say: Words) -> AsyncIterator[Visit]:
    context = await place.browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        has_touch=True,
        is_mobile=True,
        locale="fr-FR",
    )
    async with context:
        page = await context.new_page()
        yield Visit(page=page, context=context, url=place.url, say=say)


async def _touch(visit: Visit, home: Home, field: str, label: str, kind: str) -> None:
    """Touch a field of the login form, until the keyboard writes to it."""
    page, say = visit.page, visit.say
    await _click(visit, f"{home.twin.url}/login", field, by="tap")
    await _says(page, say("live.field", label=label, kind=say(f"live.field.{kind}")))
    await expect(page.locator(".live-keys")).to_be_focused()


async def _pass_the_checks(visit: Visit, home: Home, *, by: str) -> None:
    """Choose another way than the app, give the code, and solve the captcha."""
    page, say = visit.page, visit.say
    code = f"{home.twin.url}/checkpoint/challenge/AgEtwin0challenge/code"
    await _shows(page, "device_approval")
    await _click(visit, code.replace("code", "device"), "a", by=by)
    await _shows(page, "code_asked")
    await _click(visit, code, "input[name=pin]", by=by)
    await _says(page, say("live.field.tel"))
    keys = page.locator(".live-keys")
    assert await keys.get_attribute("inputmode") == "tel"
    await _paste(page, f" {CODE}\n")
    await _click(visit, code, "button", by=by)
    await _shows(page, "captcha")
    captcha = code.replace("code", "captcha")
    await _click(visit, captcha, "button", frame="iframe", by=by)
    logged_in = page.get_by_text(say("live.end.logged_in")).first
    await expect(logged_in).to_be_visible(timeout=PATIENCE)


async def _shows(page: Page, name: str) -> None:
    await page.locator(f"{SHOWN}[data-page={name}]").wait_for(timeout=PATIENCE)


async def _says(page: Page, words: str) -> None:
    await expect(page.locator(".live-status")).to_contain_text(words, timeout=PATIENCE)


async def _click(
    visit: Visit, url: str, selector: str, *, frame: str = "", by: str = "click"
) -> None:
    """Click in the picture where the same page has its part in a window of the size."""
    canvas = visit.page.locator("canvas")
    drawn = await canvas.bounding_box()
    assert drawn is not None
    width, height = await canvas.evaluate("(canvas) => [canvas.width, canvas.height]")
    assert visit.context.browser is not None
    async with await visit.context.browser.new_context(
        viewport={"width": width, "height": height}
    ) as other:
        scout = await other.new_page()
        await scout.goto(url)
        inside = scout.frame_locator(frame) if frame else scout
        found: FloatRect | None = await inside.locator(selector).first.bounding_box()
    assert found is not None
    position = {
        "x": (found["x"] + found["width"] / 2) * drawn["width"] / width,
        "y": (found["y"] + found["height"] / 2) * drawn["height"] / height,
    }
    act: Callable[..., Awaitable[Any]] = getattr(canvas, by)
    await act(position=position)


async def _paste(page: Page, text: str) -> None:
    await page.locator(".live-keys").evaluate(
        """(box, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = { clipboardData: data, bubbles: true, cancelable: true };
            box.dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        text,
    )


def _jpegs(folder: Path) -> list[Path]:
    files = (each for each in folder.rglob("*") if each.is_file())
    return [each for each in files if each.read_bytes()[:3] == b"\xff\xd8\xff"]


def _keeps_its_secrets(home: Home) -> None:
    li_at = home.twin.state.scenario.li_at
    log = json.dumps(home.log, ensure_ascii=False)
    for secret in (PASSWORD, NAME, CODE, li_at):
        assert secret not in log
        for file in home.data.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes()


def _login_process(home: Home) -> int:
    assert home.process is not None
    for each in own_tree(home.process.pid):
        command = Path(f"/proc/{each.pid}/cmdline").read_bytes()
        if b"linkedin_engine.app.login" in command:
            return each.pid
    raise AssertionError("there is no login's process")


def _profiles(pid: int) -> list[Path]:
    places = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 - where profiles are
    return [each for place in places for each in place.glob(f"linkedin-auto-{pid}-*")]


async def _alone(home: Home) -> bool:
    """Say whether the service is the only process again, within a while."""
    assert home.process is not None
    return await asyncio.to_thread(_becomes_alone, home.process.pid)


def _becomes_alone(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE / 1000
    while (left := len(own_tree(pid))) > 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    return left == 1
