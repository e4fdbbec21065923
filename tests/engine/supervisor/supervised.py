"""The service as it is, beside a Supervisor that is on this machine.

``python supervised.py URL serve ...``: elsewhere the Supervisor is at a name and an
address of its own, and both are fixed.
"""

from functools import partial, partialmethod
import sys
from unittest.mock import patch

from linkedin_engine.api.server import Listening
from linkedin_engine.cli import main, serving
from linkedin_engine.supervisor import Supervisor

if __name__ == "__main__":
    url = sys.argv.pop(1)
    trusting = partial(Listening, ingress_trusts_loopback=True)
    with (
        patch.object(serving, "Listening", trusting),
        patch.object(
            Supervisor, "__init__", partialmethod(Supervisor.__init__, url=url)
        ),
    ):
        sys.exit(main())
