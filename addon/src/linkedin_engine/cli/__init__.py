"""The command line: parse, call, print."""

from .entry import main

__all__ = ["main"]
