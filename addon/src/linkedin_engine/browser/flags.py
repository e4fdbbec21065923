"""The command line of Chromium: small, and closed to all but one site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

# What the pages of the site are made of comes from these hosts alone.
SITE_HOSTS = ("linkedin.com", "*.linkedin.com", "licdn.com", "*.licdn.com")

# Chromium has no switch for sound and video as it has for images. LinkedIn's come
# from a host of their own, often with no ending in the address (seen Mar 2025).
MEDIA_URLS = (
    "*://dms.licdn.com/*",
    *(f"*.{end}*" for end in ("m3u8", "m4a", "m4s", "mp3", "mp4", "mpd", "webm")),
)

# Chromium takes only the last of a list given twice, so what Playwright 1.65 gives
# is repeated here and joined with ours; a test compares it with what it really gives.
PLAYWRIGHT_LISTS: dict[str, tuple[str, ...]] = {
    "--disable-features": (
        "AvoidUnnecessaryBeforeUnloadCheckSync",
        "DestroyProfileOnBrowserClose",
        "HttpsUpgrades",
        "HttpsFirstBalancedModeAutoEnable",
        "LensOverlay",
        "MediaRouter",
        "PaintHolding",
        "ThirdPartyStoragePartitioning",
        "AvoidCorsURLLoaderRestartOnRedirect",
        "TcpPortRandomizationWin",
        "OptimizationHints",
        "NetworkTimeServiceQuerying",
        "AimEnabled",
        "PreconnectToSearch",
        "msForceBrowserSignIn",
        "msEdgeUpdateLaunchServicesPreferredVersion",
    ),
    "--enable-features": (
        "CDPScreenshotNewSurface",
        "SkipListAccountsWithoutGaiaCookies",
    ),
    "--blink-settings": (
        "primaryHoverType=2",
        "availableHoverTypes=2",
        "primaryPointerType=4",
        "availablePointerTypes=4",
    ),
}

OUR_LISTS: dict[str, tuple[str, ...]] = {
    "--disable-features": (
        "AutofillServerCommunication",
        "SpareRendererForSitePerProcess",
        "Translate",
    ),
    "--blink-settings": ("imagesEnabled=false",),
    "--js-flags": ("--optimize-for-size",),
}

_SEPARATORS = {"--js-flags": " "}
_ONLY_HEADLESS = frozenset({"--blink-settings"})
_ONLY_WITHOUT_MEDIA = frozenset({"--blink-settings"})

# A proxy resolves names itself and would open the closed network again.
_OURS = (
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--no-proxy-server",
    "--no-pings",
    "--disable-domain-reliability",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChromiumArguments:
    """What is added to Playwright's switches, and what is taken out of them."""

    args: tuple[str, ...]
    ignored: tuple[str, ...]


def chromium_args(
    *,
    base_url: str,
    sandbox: bool,
    headless: bool = True,
    media: bool = False,
    also_reaches: Iterable[str] = (),
) -> ChromiumArguments:
    """Return the switches for a browser that reaches only the site at ``base_url``.

    ``media`` lets images load; ``also_reaches`` are more hosts that it may reach.
    """
    lists = {
        name: ours
        for name, ours in OUR_LISTS.items()
        if not (media and name in _ONLY_WITHOUT_MEDIA)
    }
    # A list that gets nothing of ours must stay: what is ignored is taken out of our
    # own arguments too.
    given = {
        name: PLAYWRIGHT_LISTS[name]
        for name in lists
        if name in PLAYWRIGHT_LISTS and (headless or name not in _ONLY_HEADLESS)
    }
    merged = {name: (*given.get(name, ()), *ours) for name, ours in lists.items()}
    return ChromiumArguments(
        args=(
            *(_switch(name, values) for name, values in merged.items()),
            *_OURS,
            f"--host-resolver-rules={host_rules(base_url, also_reaches)}",
        ),
        ignored=(
            *(_switch(name, values) for name, values in given.items()),
            *(("--no-sandbox",) if sandbox else ()),
        ),
    )


def host_rules(base_url: str, also_reaches: Iterable[str] = ()) -> str:
    """Return Chromium's resolver rules that let these hosts through alone."""
    host = urlsplit(base_url).hostname or ""
    reachable = dict.fromkeys((*SITE_HOSTS, host, *also_reaches))
    return ", ".join(("MAP * ~NOTFOUND", *(f"EXCLUDE {each}" for each in reachable)))


def repeated_lists(command_line: Sequence[str]) -> set[str]:
    """Return the list switches that a command line holds more than once."""
    lists = (*PLAYWRIGHT_LISTS, *OUR_LISTS)
    names = [argument.partition("=")[0] for argument in command_line]
    return {name for name in lists if names.count(name) > 1}


def _switch(name: str, values: Iterable[str]) -> str:
    return f"{name}={_SEPARATORS.get(name, ',').join(values)}"
