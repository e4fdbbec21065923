"""The panel's files: packed once at the start, and named by their content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import gzip
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from aiohttp import hdrs, web

from linkedin_engine.api.failures import HttpError

SHELL: Final = "index.html"
STAMP: Final = "__STAMP__"
ENTRY: Final = "__ENTRY__"
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "css": "text/css",
        "html": "text/html",
        "js": "text/javascript",
        "json": "application/json",
        "svg": "image/svg+xml",
        "LICENSE": "text/plain",
    }
)
_STAMP_CHARACTERS: Final = 16
_FOREVER: Final = "public, max-age=31536000, immutable"
_GZIP: Final = "gzip"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out: packed, with its type and its tag."""

    packed: bytes
    media_type: str
    tag: str

    @classmethod
    def of(cls, content: bytes, name: str) -> "Asset":
        """Pack the content of a file with this name."""
        return cls(
            packed=gzip.compress(content, mtime=0),
            media_type=_TYPES[name.rpartition(".")[2]],
            tag=sha256(content).hexdigest()[:_STAMP_CHARACTERS],
        )

    def answer(
        self, request: web.Request, headers: Mapping[str, str]
    ) -> web.StreamResponse:
        """Return the file, packed where the browser takes it so, or "not modified"."""
        tagged = {**headers, hdrs.ETAG: f'"{self.tag}"', hdrs.VARY: "Accept-Encoding"}
        known = request.if_none_match or ()
        if any(each.value == self.tag for each in known):
            return web.Response(status=304, headers=tagged)
        body = self.packed
        if _GZIP in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
            tagged[hdrs.CONTENT_ENCODING] = _GZIP
        else:
            body = gzip.decompress(body)
        return web.Response(
            body=body, headers=tagged, content_type=self.media_type, charset="utf-8"
        )


class Assets:
    """All files of the panel under one stamp, which changes with any of them.

    The stamp is a folder in their addresses, so that they may be kept forever while
    modules name each other plainly.
    """

    def __init__(self) -> None:
        """Read and pack the files of the package."""
        contents = dict(_walk(files(__package__) / "static"))
        digest = sha256()
        for name in sorted(contents):
            digest.update(name.encode() + b"\0" + contents[name])
        self.stamp = digest.hexdigest()[:_STAMP_CHARACTERS]
        self._shell = contents.pop(SHELL).decode()
        self._files = {name: Asset.of(each, name) for name, each in contents.items()}

    def shell(self, entry: str) -> Asset:
        """Return the page itself; ``entry`` says by which door it is reached."""
        page = self._shell.replace(STAMP, self.stamp).replace(ENTRY, entry)
        return Asset.of(page.encode(), SHELL)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer with one of the files; one of another stamp is not here."""
        asset = self._files.get(request.match_info["name"])
        if asset is None or request.match_info["stamp"] != self.stamp:
            raise HttpError(404)
        return asset.answer(request, {hdrs.CACHE_CONTROL: _FOREVER})


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _walk(entry, f"{name}/")
        elif entry.name.rpartition(".")[2] in _TYPES:
            yield name, entry.read_bytes()
