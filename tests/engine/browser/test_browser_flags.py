"""The command line: merged lists, one site, the sandbox where it can be."""

import pytest

from linkedin_engine.browser.flags import (
    OUR_LISTS,
    PLAYWRIGHT_LISTS,
    SITE_HOSTS,
    chromium_args,
    host_rules,
    repeated_lists,
)


def test_what_is_taken_out_of_playwrights_switches_is_given_back_with_ours() -> None:
    arguments = chromium_args(base_url="https://www.linkedin.com", sandbox=False)
    for ignored in arguments.ignored:
        name = ignored.partition("=")[0]
        given = next(word for word in arguments.args if word.startswith(f"{name}="))
        assert given.startswith(f"{ignored},")


def test_nothing_is_both_given_and_ignored() -> None:
    """Playwright takes what is ignored out of our own arguments too."""
    arguments = chromium_args(base_url="https://www.linkedin.com", sandbox=True)
    assert not set(arguments.args) & set(arguments.ignored)


def test_playwrights_wish_for_no_sandbox_is_refused_where_the_sandbox_works() -> None:
    on = chromium_args(base_url="https://www.linkedin.com", sandbox=True)
    off = chromium_args(base_url="https://www.linkedin.com", sandbox=False)
    assert "--no-sandbox" in on.ignored
    assert "--no-sandbox" not in off.ignored


def test_a_browser_with_a_screen_gets_no_settings_of_a_headless_one() -> None:
    arguments = chromium_args(
        base_url="https://www.linkedin.com", sandbox=True, headless=False
    )
    settings = [word for word in arguments.args if word.startswith("--blink-settings")]
    assert settings == ["--blink-settings=imagesEnabled=false"]
    assert not any("blink" in word for word in arguments.ignored)


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("http://[::1]:8080", "::1"),
        ("https://Twin.Example", "twin.example"),
    ],
)
def test_another_base_url_adds_its_host_to_the_reachable_ones(
    base_url: str, host: str
) -> None:
    rules = host_rules(base_url).split(", ")
    excluded = [f"EXCLUDE {each}" for each in (*SITE_HOSTS, host)]
    assert rules == ["MAP * ~NOTFOUND", *excluded]


def test_a_list_given_twice_is_noticed() -> None:
    words = ["--disable-features=A", "--mute-audio", "--disable-features=B"]
    assert repeated_lists(words) == {"--disable-features"}
    assert repeated_lists(words[:2]) == set()


def test_nothing_disguises_the_browser() -> None:
    arguments = chromium_args(base_url="https://www.linkedin.com", sandbox=True)
    text = " ".join((*arguments.args, *arguments.ignored)).lower()
    for word in ("automation", "user-agent", "proxy-server=", "--lang"):
        assert word not in text
    assert OUR_LISTS["--js-flags"] == ("--optimize-for-size",)
    assert "--js-flags" not in PLAYWRIGHT_LISTS


def test_who_looks_at_the_page_sees_images_and_a_captcha_from_its_own_host() -> None:
    arguments = chromium_args(
        base_url="https://www.linkedin.com",
        sandbox=True,
        media=True,
        also_reaches=("*.captcha.example",),
    )
    given = [each for each in arguments.args if each.startswith("--blink-settings")]
    assert given == []
    # Playwright's own stays, which tells pages that there is a mouse.
    assert not any(each.startswith("--blink") for each in arguments.ignored)
    assert "EXCLUDE *.captcha.example" in arguments.args[-1]
