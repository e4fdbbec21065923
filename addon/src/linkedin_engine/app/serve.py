"""The service of one data folder, from its start to its clean end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import logging
import os
from pathlib import Path
import signal

from linkedin_engine.api.server import ApiServer, Listening, Ports
from linkedin_engine.api.token import load_or_create_token
from linkedin_engine.errors import BadInputError, StorageError
from linkedin_engine.jobs.lock import service_lock
from linkedin_engine.log import configure, get_logger
from linkedin_engine.settings import Environment, load_options
from linkedin_engine.supervisor import Announcement, Supervisor
from linkedin_engine.web.logs import LogRing
from linkedin_engine.web.panel import Panel

from .service.service import Service

_log = get_logger("service")


async def serve(
    data_dir: Path,
    options_file: Path | None,
    environment: Environment,
    listening: Listening,
) -> None:
    """Serve until SIGTERM or SIGINT, then end what runs and close everything.

    Raises ``BadInputError`` for an option or a port that cannot be used, a
    ``StorageError`` for the folder, and ``BusyError`` where another service has it.
    """
    configure(load_options(options_file).log_level)
    ring = LogRing()
    logging.getLogger().addHandler(ring)
    asked_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_end.set)
    await asyncio.to_thread(make_folder, data_dir)
    with service_lock(data_dir):
        async with Service.running(data_dir, options_file, environment) as service:
            token = await asyncio.to_thread(
                load_or_create_token, data_dir, environment.api_token
            )
            panel = await asyncio.to_thread(Panel, token, ring, service.logins)
            server = ApiServer(service, token, listening, pages=panel.pages())
            async with _answering(server, listening) as ports:
                home = service.hello().instance_id
                async with _announced(ports.api, token, home):
                    await asked_to_end.wait()
                _log.info("stopping")
                # Clients are told so while a run still comes to its end.
                server.refuse()
                await service.stop()
    _log.info("stopped")


@asynccontextmanager
async def _answering(server: ApiServer, listening: Listening) -> AsyncIterator[Ports]:
    try:
        ports = await server.start()
    except OSError as error:
        raise BadInputError(
            "port", f"cannot listen on {listening.host}: {error.strerror}"
        ) from error
    try:
        _log.info(
            "listening",
            host=listening.host,
            port=ports.api,
            ingress_port=ports.ingress,
        )
        yield ports
    finally:
        await server.stop()


@asynccontextmanager
async def _announced(port: int, token: str, home: str) -> AsyncIterator[None]:
    """Tell Home Assistant where there is a Supervisor to tell it."""
    supervisor = Supervisor.from_environment(os.environ)
    if supervisor is None:
        yield
        return
    announcement = Announcement(port=port, token=token, instance_id=home)
    telling = asyncio.create_task(supervisor.run(announcement), name="announcing")
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


def make_folder(data_dir: Path) -> None:
    """Make the data folder, for its owner alone; raises a ``StorageError``."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"{data_dir} cannot be made ({error.strerror}); choose another folder."
        ) from error
