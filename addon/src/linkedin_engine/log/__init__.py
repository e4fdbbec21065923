"""One JSON object a line on standard error, free of secrets, texts and names."""

from .output import (
    bound_run,
    bound_wish,
    configure,
    get_logger,
    line_formatter,
)

__all__ = ["bound_run", "bound_wish", "configure", "get_logger", "line_formatter"]
