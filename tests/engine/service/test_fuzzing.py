"""The whole description of the API, thrown at the whole service."""

import asyncio
from collections import Counter
import json
import os
from pathlib import Path
import sys

import pytest

from linkedin_engine.api.server import ApiServer, Limits, Listening
from linkedin_engine.app.service.service import Service
from linkedin_engine.settings import Environment

TOKEN = "the-token-of-this-test-and-of-no-other-house"
# A text may be refused for what it says: that is no matter of shapes.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,"
    "negative_data_rejection,unsupported_method,allow_header_conformance,"
    "missing_required_header,ignored_auth"
)
# The doctor starts a browser each time; the stream is no request and reply.
LEFT_OUT = "doctor|events"


@pytest.mark.timeout(300)
async def test_nothing_of_any_shape_upsets_the_service(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    environment = Environment.parse({})
    async with Service.running(tmp_path / "data", None, environment) as service:
        limits = Limits(requests_per_second=10_000)
        server = ApiServer(service, TOKEN, Listening(), limits=limits)
        ports = await server.start()
        program = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            f"http://127.0.0.1:{ports.api}/api/v1/openapi.json",
            *("--header", f"Authorization: Bearer {TOKEN}"),
            *("--checks", CHECKS, "--exclude-path-regex", LEFT_OUT),
            *("--phases", "coverage,fuzzing", "--max-examples", "10"),
            *("--continue-on-failure", "--seed", "1", "--no-color"),
            *("--suppress-health-check", "all", "--warnings", "off"),
            cwd=tmp_path,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await program.communicate()
        await server.stop()
    assert program.returncode == 0, said.decode()
    assert _of_level("ERROR", caplog) == {}


def _of_level(level: str, caplog: pytest.LogCaptureFixture) -> Counter[str]:
    return Counter(
        json.dumps(str(each.msg)) for each in caplog.records if each.levelname == level
    )
