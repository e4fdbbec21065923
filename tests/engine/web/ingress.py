"""A reverse proxy that does to the panel what Home Assistant's ingress does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, hdrs, web

PREFIX = "/api/hassio_ingress/Xv7_token-of-the-test"
# It asks in its own name, and packs anew what it hands on.
_NOT_ASKED = frozenset(
    {
        hdrs.HOST,
        hdrs.ACCEPT_ENCODING,
        hdrs.CONTENT_LENGTH,
        hdrs.CONTENT_ENCODING,
        hdrs.TRANSFER_ENCODING,
        hdrs.CONNECTION,
        hdrs.UPGRADE,
        hdrs.SEC_WEBSOCKET_KEY,
        hdrs.SEC_WEBSOCKET_VERSION,
        hdrs.SEC_WEBSOCKET_EXTENSIONS,
    }
)
_NOT_ANSWERED = frozenset(
    {
        hdrs.CONTENT_ENCODING,
        hdrs.CONTENT_LENGTH,
        hdrs.CONTENT_TYPE,
        hdrs.TRANSFER_ENCODING,
    }
)
_PACKED = ("text/", "application/json", "image/svg")
_SMALLEST_PACKED = 128


class Ingress:
    """Hands everything below the prefix on to the panel, and nothing else."""

    def __init__(self, client: ClientSession, behind: str) -> None:
        self._client = client
        self._behind = behind

    async def handle(self, request: web.Request) -> web.StreamResponse:
        address = f"{self._behind}/{request.match_info['path']}"
        if request.query_string:
            address += f"?{request.query_string}"
        if request.headers.get(hdrs.UPGRADE, "").lower() == "websocket":
            return await self._socket(request, address)
        # The body goes on as it comes, so that nobody behind is told its length.
        async with self._client.request(
            request.method,
            address,
            headers=_headers(request),
            data=None if request.method == hdrs.METH_GET else request.content,
            skip_auto_headers={hdrs.CONTENT_TYPE},
            allow_redirects=False,
        ) as reply:
            body = await reply.read()
            kept = {k: v for k, v in reply.headers.items() if k not in _NOT_ANSWERED}
            answer = web.Response(status=reply.status, headers=kept)
            if body:
                # Of the type only the first part is handed on, without the charset.
                answer.content_type = reply.content_type
                answer.body = body
                if len(body) > _SMALLEST_PACKED and reply.content_type.startswith(
                    _PACKED
                ):
                    answer.enable_compression()
            return answer

    async def _socket(self, request: web.Request, address: str) -> web.StreamResponse:
        near = web.WebSocketResponse()
        await near.prepare(request)
        async with self._client.ws_connect(address, headers=_headers(request)) as far:
            ways = {
                asyncio.create_task(_pass_on(far, near)),
                asyncio.create_task(_pass_on(near, far)),
            }
            _, left = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in left:
                way.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        return near


@asynccontextmanager
async def ingress(behind: str) -> AsyncIterator[str]:
    """Serve the proxy, and give the address under which the panel is then found."""
    async with ClientSession() as client:
        app = web.Application()
        proxy = Ingress(client, behind)
        app.router.add_route("*", f"{PREFIX}/{{path:.*}}", proxy.handle)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}{PREFIX}/"
        finally:
            await runner.cleanup()


def _headers(request: web.Request) -> dict[str, str]:
    kept = {k: v for k, v in request.headers.items() if k not in _NOT_ASKED}
    return kept | {
        "X-Ingress-Path": PREFIX,
        "X-Forwarded-Host": request.headers[hdrs.HOST],
        "X-Remote-User-Id": "somebody",
    }


async def _pass_on(
    source: ClientWebSocketResponse | web.WebSocketResponse,
    target: ClientWebSocketResponse | web.WebSocketResponse,
) -> None:
    async for message in source:
        if message.type is WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await target.send_bytes(message.data)
    await target.close()
