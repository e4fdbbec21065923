"""The least that a service of this kind costs: the same libraries, and no work.

python floor.py PORT DATABASE
"""

import asyncio
from contextlib import closing
from pathlib import Path
import sqlite3
import sys

from aiohttp import web
from cryptography.fernet import Fernet
import structlog

TIMER_SECONDS = 30.0


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def _tick() -> None:
    asyncio.get_running_loop().call_later(TIMER_SECONDS, _tick)


async def _serve(port: int, database: Path) -> None:
    log = structlog.get_logger()
    vault = Fernet(Fernet.generate_key())
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        app = web.Application()
        app.router.add_get("/health", _health)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        log.info("serving", port=port, sealed=len(vault.encrypt(b"a session")))
        _tick()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
