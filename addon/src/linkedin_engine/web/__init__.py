"""The panel: static files, a log-in of its own, and the log; the rest is the API."""
