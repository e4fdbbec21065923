"""The Python of scripts/, which is no package."""

import importlib.util
import sys
from types import ModuleType

from repository.app_rules import ROOT


def load_command(name: str) -> ModuleType:
    """Return scripts/``name``.py as a module."""
    path = ROOT / f"scripts/{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
