"""The panel's files: complete in both languages, short, and nobody else's."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
import json
from pathlib import Path
import re
import subprocess

from playwright._impl._driver import compute_driver_executable
import pytest

from linkedin_engine.api.failures import WORDS
from linkedin_engine.contract import enums
from linkedin_engine.contract.models import RunProgress
from linkedin_engine.errors import EngineError
from linkedin_engine.jobs.login import LoginReason
from linkedin_engine.linkedin.login_page import Focus
from linkedin_engine.linkedin.signals_rules import PageState
from linkedin_engine.session.cookies import SessionSource
from linkedin_engine.settings import BrowserKind, LogLevel
from linkedin_engine.settings.options import RULES
from linkedin_engine.settings.rules import LANGUAGES
from linkedin_engine.web.assets import Assets

STATIC = Path(str(files("linkedin_engine.web"))) / "static"
OWN = sorted(path for path in STATIC.rglob("*.js") if path.parent.name != "vendor")


def _words_in(described: type) -> set[str]:
    """Return the words that a class's description puts in double backticks."""
    return set(re.findall(r"``(\w+)``", (described.__doc__ or "").replace("OK", "")))


def _errors(kind: type[EngineError]) -> Iterator[type[EngineError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _errors(narrower)


CODES = {
    *(error.code for error in _errors(EngineError)),
    *(words.code for words in WORDS.values()),
    # Of a proxy before the engine, of no network at all, and of another site's page.
    *("unreachable", "offline", "cross_site"),
}
# A key that is made of parts, as its parts: t(`field.${name}`).
MADE: Mapping[str, Iterable[str]] = {
    "advice": RULES.keys() - {"hours_start", "hours_end", "days"},
    "bot": enums.BotName,
    "browser": BrowserKind,
    "check": enums.CheckLevel,
    "fault": enums.TextFault,
    "field": RULES,
    "live.field": _words_in(Focus) - {"none", "kind"},
    "live.page": PageState,
    "log_level": LogLevel,
    "occasion": enums.Occasion,
    "reason": enums.RunReason,
    "sending_mode": enums.SendingMode,
    "source": SessionSource,
    "state": enums.WishState,
    "step": _words_in(RunProgress) - {"step", "done", "total", "wish", "seconds"},
    "why": enums.ProblemCode,
    "wish_reason": enums.WishReason,
}


def _words(code: str) -> dict[str, str]:
    words: dict[str, str] = json.loads(
        (STATIC / f"lang/{code}.json").read_text("utf-8")
    )
    return words


def test_both_languages_say_the_same_things_with_the_same_holes() -> None:
    english, french = _words("en"), _words("fr")
    assert english.keys() == french.keys()
    for key, text in english.items():
        holes = set(re.findall(r"{\w+}", text))
        assert set(re.findall(r"{\w+}", french[key])) == holes, key
        assert french[key].strip()


def test_every_text_that_is_asked_for_is_there() -> None:
    words = _words("en")
    source = "\n".join(path.read_text("utf-8") for path in OWN)
    asked = set(re.findall(r"""\bt\("([a-z][\w.]+)\"""", source))
    assert len(asked) > 150
    assert asked - words.keys() == set()
    counted = set(re.findall(r"""\btn\("([a-z][\w.]+)\"""", source))
    forms = {f"{each}.{form}" for each in counted for form in ("one", "other")}
    assert forms - words.keys() == set()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("group", MADE)
def test_every_word_of_the_engine_has_words_for_people(
    group: str, language: str
) -> None:
    keys = {f"{group}.{word}" for word in MADE[group]}
    assert keys - _words(language).keys() == set()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_error_says_what_to_do_in_the_readers_language(language: str) -> None:
    known = _words(language)
    groups = ("error", "reason")
    silent = {
        code for code in CODES if not any(f"{each}.{code}" in known for each in groups)
    }
    assert silent == set()
    ends = {*LoginReason, "logged_in"}
    assert {each for each in ends if f"live.end.{each}" not in known} == set()


def test_the_languages_to_choose_from_are_those_of_the_engine() -> None:
    source = (STATIC / "choices.js").read_text("utf-8")
    listed = source.partition("const CODES = [")[2].partition("]")[0]
    codes = " ".join(re.findall(r'"([^"]+)"', listed)).split()
    assert codes == sorted(LANGUAGES.split())


def test_every_module_is_short_and_can_be_parsed() -> None:
    node, _ = compute_driver_executable()
    for path in OWN:
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 400, path
        checked = subprocess.run(
            [node, "--check", "--input-type=module", "-"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, f"{path}: {checked.stderr}"


def test_nothing_of_the_page_can_run_text_or_ask_a_third_party() -> None:
    for path in [*OWN, STATIC / "index.html", *STATIC.glob("*.css")]:
        text = path.read_text("utf-8")
        for word in (
            "innerHTML",
            "dangerouslySet",
            "insertAdjacent",
            "eval(",
            "style=",
        ):
            assert word not in text, f"{word} in {path.name}"
        assert (
            re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", text) == []
        )


def test_what_is_not_ours_comes_with_its_licence() -> None:
    vendored = {path.name for path in (STATIC / "vendor").iterdir()}
    assert vendored == {
        "hooks.js",
        "htm.LICENSE",
        "htm.js",
        "preact.LICENSE",
        "preact.js",
    }


def test_the_stamp_is_that_of_the_files_and_the_page_names_only_what_is_there() -> None:
    assets = Assets()
    assert assets.stamp == Assets().stamp
    page = (STATIC / "index.html").read_text("utf-8")
    for name in re.findall(r"assets/__STAMP__/([\w./]+)", page):
        assert (STATIC / name).is_file(), name
