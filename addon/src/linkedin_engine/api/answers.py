"""The responses that are not simply a reply of the engine."""

import asyncio
import json
from typing import override

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter

from .operation import Asked
from .room import ROOM
from .service import EngineService

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
DATABASE_TYPE = "application/vnd.sqlite3"
PICTURE_TYPE = "image/jpeg"
DOWNLOAD_SECONDS = 600.0
METRICS_SECONDS = 30.0


async def health(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    """Tell whether requests are answered; nothing secret in it."""
    del asked
    reply = service.health().to_dict()
    if request.app[ROOM].is_stopping:
        reply["status"] = "stopping"
    return web.json_response(reply, status=200 if reply["status"] == "ok" else 503)


async def metrics(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    """Answer with the numbers as Prometheus reads them."""
    del request, asked
    async with asyncio.timeout(METRICS_SECONDS):
        content = await service.numbers.text()
    return web.Response(body=content, headers={hdrs.CONTENT_TYPE: METRICS_TYPE})


async def download(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    """Send a copy of the database as a file."""
    del request
    name = asked.path["name"]
    path = await service.machine.backup_file(name)
    return _File(
        path,
        headers={
            hdrs.CONTENT_TYPE: DATABASE_TYPE,
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
        },
    )


async def snapshot(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    """Send the newest picture of a page that was not understood."""
    del request, asked
    path = await service.machine.snapshot_file()
    return _File(
        path,
        headers={hdrs.CONTENT_TYPE: PICTURE_TYPE, hdrs.CACHE_CONTROL: "no-cache"},
    )


class _File(web.FileResponse):
    """A file for which nobody may take forever."""

    @override
    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send all of it."""
        try:
            async with asyncio.timeout(DOWNLOAD_SECONDS):
                return await super().prepare(request)
        except TimeoutError:
            raise ConnectionResetError("the file was taken too slowly") from None


async def events(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    """Stream what happens."""
    del service, asked
    return await request.app[ROOM].streams.serve(request)


async def description(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    """Answer with the OpenAPI document."""
    del asked
    room = request.app[ROOM]
    if room.description is None:
        version = service.health().version
        room.description = await asyncio.to_thread(_described, version)
    return web.Response(body=room.description, content_type="application/json")


def _described(version: str) -> bytes:
    from .openapi import document  # noqa: PLC0415 - its library is for this alone

    return json.dumps(document(version), ensure_ascii=False).encode()
