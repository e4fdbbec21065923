"""The releases of Home Assistant that are tried, and where they are installed."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ABSENT = Path(__file__).with_name("absent")
OLDEST = "2026.10"
RELEASES = (OLDEST, "2026.11")


def tools() -> Path:
    """Return the folder of what ``scripts/setup`` brings, as that script finds it."""
    home = Path(os.environ.get("HOME") or Path.home())
    shared = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    given = os.environ.get("LINKEDIN_AUTO_TOOLS")
    return Path(given) if given else shared / "linkedin-auto-dev"


def program_of(release: str) -> Path:
    """Return a release's ``hass``; raises ``FileNotFoundError`` where it is not."""
    program = tools() / f"home-assistant-{release}" / "bin/hass"
    if not program.is_file():
        raise FileNotFoundError(
            f"Home Assistant {release} is not there; run: "
            f"scripts/setup --home-assistant {release}"
        )
    return program
