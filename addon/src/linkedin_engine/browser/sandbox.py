"""Whether Chromium's own sandbox can work here."""

from dataclasses import dataclass
import functools
import os
import subprocess
import sys

# What Chromium does first, in the order in which it fails where it is not allowed.
_PROBE = """
import os
uid = os.getuid()
os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWPID | os.CLONE_NEWNET)
with open("/proc/self/uid_map", "w") as uid_map:
    uid_map.write(f"{uid} {uid} 1")
"""
_PROBE_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxStatus:
    """Whether the sandbox can be on; ``why`` says what is in its way, or is empty."""

    available: bool
    why: str = ""


@functools.cache
def sandbox_status() -> SandboxStatus:
    """Find out once; takes as long as a small program takes to start."""
    if os.geteuid() == 0:
        why = "the engine runs as root, and Chromium's sandbox works for users only"
    else:
        why = namespaces_refused()
    return SandboxStatus(available=not why, why=why)


def namespaces_refused() -> str:
    """Return why this kernel refuses user namespaces; empty when it grants them."""
    try:
        probe = subprocess.run(  # noqa: S603 - Python itself, with a constant text
            [sys.executable, "-I", "-S", "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"user namespaces could not be tried ({type(error).__name__})"
    if probe.returncode == 0:
        return ""
    said = probe.stderr.decode(errors="replace").strip().splitlines()
    return f"the system refuses user namespaces ({said[-1] if said else 'no reason'})"
