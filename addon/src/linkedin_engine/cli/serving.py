"""``linkedin-auto serve``: stay until told to end."""

from argparse import Namespace
import asyncio
import os

from linkedin_engine.api.server import Listening
from linkedin_engine.app.serve import serve
from linkedin_engine.settings import Environment


def command(words: Namespace) -> int:
    """Serve until SIGTERM or SIGINT; 0 after a clean end."""
    listening = Listening(
        host=words.host, port=words.port, ingress_port=words.ingress_port
    )
    environment = Environment.parse(os.environ)
    asyncio.run(serve(words.data_dir, words.options, environment, listening))
    return 0
