"""Commands as a person at a terminal gives them, on a real data folder."""

import json
import os
from pathlib import Path
import signal
import subprocess
import sys

import pytest

from linkedin_engine.app.engine import Engine
from linkedin_engine.cli import main
from linkedin_engine.cli.show import ProgressDisplay
from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.domain.ledger import Wish

PROFILE = "https://www.linkedin.com/in/zoe-martin/"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def _wish(data: Path, *, is_settled: bool = True) -> int:
    """Keep a wish whose sending nobody saw confirmed; return its id."""
    with Engine.open(data, None) as engine:
        now = engine.clock.now()
        contact = engine.contacts.observe(
            member_id="ACoAAZoe",
            vanity="zoe-martin",
            profile_url=PROFILE,
            name="Zoé Martin",
            first_name="Zoé",
            birthday=now.date(),
            now=now,
        )
        wish = engine.wishes.add(
            contact_id=contact.id,
            occasion=Occasion.BIRTHDAY,
            day=now.date(),
            text="Happy birthday Zoé",
            template_id="en-1",
            state=WishState.APPROVED,
            now=now,
            run_id="run-1",
        )
        engine.wishes.begin_sending(wish.id, run_id="run-1", text=wish.text, now=now)
        if is_settled:
            reason = WishReason.SEND_UNCONFIRMED
            engine.wishes.mark_unverified(wish.id, reason, now)
        return wish.id


def _kept(data: Path, wish_id: int) -> Wish:
    with Engine.open(data, None) as engine:
        return engine.wishes.get(wish_id)


def _say(data: Path, *words: str) -> int:
    return main([*words, "--data-dir", str(data)])


@pytest.mark.parametrize(
    ("answer", "state"),
    [("--sent", WishState.SENT), ("--not-sent", WishState.APPROVED)],
)
def test_an_unverified_wish_is_settled_by_the_person(
    data: Path,
    answer: str,
    state: WishState,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wish_id = _wish(data)

    assert _say(data, "wishes", "settle", str(wish_id), answer, "--json") == 0

    (told,) = json.loads(capsys.readouterr().out)["wishes"]
    assert told["state"] == state
    assert _kept(data, wish_id).state is state


def test_a_wish_that_is_being_sent_is_not_the_persons_to_settle(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish_id = _wish(data, is_settled=False)

    assert _say(data, "wishes", "settle", str(wish_id), "--not-sent") == 1

    assert "only unverified wishes are settled" in capsys.readouterr().err
    assert _kept(data, wish_id).state is WishState.SENDING


def test_settling_wants_one_answer(data: Path) -> None:
    for answers in ([], ["--sent", "--not-sent"]):
        with pytest.raises(SystemExit) as ended:
            _say(data, "wishes", "settle", "1", *answers)
        assert ended.value.code == 2


def test_unverified_wishes_are_listed_with_where_to_look_and_what_to_say(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish_id = _wish(data)

    assert _say(data, "wishes", "list") == 0

    said = capsys.readouterr().out
    assert "unverified" in said
    assert "wishes settle ID --sent" in said
    assert f"{wish_id}  Zoé Martin  {PROFILE}" in said


def test_a_list_without_unverified_wishes_asks_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _say(data, "wishes", "settle", str(_wish(data)), "--not-sent")
    capsys.readouterr()

    assert _say(data, "wishes", "list") == 0

    said = capsys.readouterr().out
    assert "approved" in said
    assert "settle" not in said


@pytest.mark.parametrize("words", [["doctor"], ["history"], ["session", "status"]])
def test_a_reader_that_goes_early_ends_every_command_quietly(
    data: Path, words: list[str]
) -> None:
    _wish(data)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "linkedin_engine", *words, "--data-dir", data],
        stdout=writing,
        stderr=subprocess.PIPE,
        # A browser is none of this test's business.
        env={**os.environ, "LINKEDIN_AUTO_BROWSER": "/bin/false"},
        check=False,
    )
    os.close(writing)

    assert done.stderr == b""
    assert done.returncode == 128 + signal.SIGPIPE


def test_a_run_goes_on_when_nobody_looks_at_its_progress_any_more() -> None:
    reading, writing = os.pipe()
    with open(writing, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a pipe
        display = ProgressDisplay(stream)
        display.show(RunProgress(run_id="run-1", step="reading"))
        assert os.read(reading, 100) == b"Reading the birthdays\n"
        os.close(reading)
        display.show(RunProgress(run_id="run-1", step="sending"))
        display.end()
