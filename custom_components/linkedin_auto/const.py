"""What the modules of the integration share."""

import logging
from typing import Final

DOMAIN: Final = "linkedin_auto"
LOGGER: Final = logging.getLogger(__package__)
TITLE: Final = "LinkedIn Auto"

# The slug of the app that runs the engine, where one does.
CONF_APP: Final = "app"
# Whether the calendar shows the runs to come.
CONF_SHOW_RUNS: Final = "show_runs"

DOCUMENTATION: Final = "https://github.com/linkedin-auto/ha-linkedin-auto"
