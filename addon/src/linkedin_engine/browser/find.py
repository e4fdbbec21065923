"""Finds the Chromium that a run starts."""

from pathlib import Path
import shutil

from linkedin_engine.errors import BrowserCrashedError
from linkedin_engine.settings import BrowserKind

_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
_WHOLE = ("chromium", "google-chrome")
_NAMES = {
    BrowserKind.HEADLESS_SHELL: (*_SHELLS, *_WHOLE),
    BrowserKind.FULL: _WHOLE,
}
_PACKAGES = {
    BrowserKind.HEADLESS_SHELL: "chromium-headless-shell",
    BrowserKind.FULL: "chromium",
}


def find_browser(explicit: Path | None, kind: BrowserKind) -> Path:
    """Return the browser to start: the one given, or the first on the search path.

    Raises ``BrowserCrashedError`` saying how to install one.
    """
    if explicit is not None:
        return explicit
    for name in _NAMES[kind]:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    otherwise = (
        "; in Home Assistant choose the browser headless_shell again, or build the "
        "image with the whole one, as its documentation says"
        if kind is BrowserKind.FULL
        else ""
    )
    raise BrowserCrashedError(
        f"There is no Chromium to start. Install it (apt install {_PACKAGES[kind]}), "
        f"or set LINKEDIN_AUTO_BROWSER to the path of one{otherwise}."
    )
