"""The driver's start, cut off."""

import asyncio
import os
from pathlib import Path
import sys

from linkedin_engine.browser.driver import start_driver
from linkedin_engine.browser.workspace import Workspace


async def cut_off(folder: Path) -> None:
    """Cancel the start of a driver that says nothing and then ends."""
    end = folder / "end"
    os.mkfifo(end)
    script = folder / "driver"
    script.write_text(f"#!/bin/sh\nread -r _ <{end}\n", encoding="utf-8")
    script.chmod(0o700)
    workspace = Workspace(root=folder, driver=script)
    starting = asyncio.create_task(start_driver(workspace, script, "mark"))
    # Can be opened once the driver is there.
    with await asyncio.to_thread(end.open, "w"):
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
    while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - the library's own
        await asyncio.sleep(0.01)


async def test_a_start_that_is_cut_off_is_no_error_in_the_log(tmp_path: Path) -> None:
    # What nobody asked for may be told as late as at the interpreter's end.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, str(tmp_path)), stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert (process.returncode, said.decode()) == (0, "")


if __name__ == "__main__":
    asyncio.run(cut_off(Path(sys.argv[1])))
