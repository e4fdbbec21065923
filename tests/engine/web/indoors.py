"""The service as it is, with a panel that also this machine may open as ingress.

``python indoors.py serve ...``: on a Home Assistant's own network it is the
Supervisor's address alone.
"""

from functools import partial
import sys
from unittest.mock import patch

from linkedin_engine.api.server import Listening
from linkedin_engine.cli import main, serving

if __name__ == "__main__":
    trusting = partial(Listening, ingress_trusts_loopback=True)
    with patch.object(serving, "Listening", trusting):
        sys.exit(main())
