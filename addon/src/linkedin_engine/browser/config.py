"""What a browser is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from linkedin_engine.settings import BrowserKind
from linkedin_engine.settings.environment import LINKEDIN_URL


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserTimes:
    """How long each step may take, in seconds; a cold Raspberry Pi sets the scale."""

    driver_start: float = 60.0
    browser_start: float = 90.0
    page_start: float = 30.0
    action: float = 20.0
    navigation: float = 60.0
    close: float = 10.0
    stop: float = 5.0
    heartbeat_every: float = 20.0
    heartbeat_answer: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserConfig:
    """Which browser, for which site.

    ``executable`` is the person's choice, else one is found by ``kind``. With a
    ``remote_url`` no browser is started here, and what it may reach is up to it.
    ``media`` shows images and plays sounds, for somebody who looks at the page;
    ``also_reaches`` are hosts beside the site's, ``*.`` for all below a name.
    """

    base_url: str = LINKEDIN_URL
    kind: BrowserKind = BrowserKind.HEADLESS_SHELL
    executable: Path | None = None
    remote_url: str = field(default="", repr=False)
    media: bool = False
    also_reaches: tuple[str, ...] = ()
    times: BrowserTimes = field(default_factory=BrowserTimes)
