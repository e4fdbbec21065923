"""A phone with Home Assistant's app: registered as it is, told, and tapped on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
from threading import Thread
from typing import Any, override

from integration.processes import ask, until

from .hass import HomeAssistant

NAME = "Phone of Camille"


@dataclass
class Phone:
    """What it was told, and how it answers."""

    hass: HomeAssistant
    webhook: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)

    def register(self, push_url: str) -> None:
        """Become known, as the app does when somebody logs in."""
        answer = self.hass.ask(
            "POST",
            "mobile_app/registrations",
            {
                "app_id": "org.example.phone",
                "app_name": "Home Assistant",
                "app_version": "2026.11",
                "device_id": "phone-of-camille",
                "device_name": NAME,
                "manufacturer": "Example",
                "model": "One",
                "os_name": "Android",
                "os_version": "17",
                "supports_encryption": False,
                "app_data": {"push_token": "invented", "push_url": push_url},
            },
        )
        self.webhook = answer["webhook_id"]
        until(self._can_be_told)

    def _can_be_told(self) -> bool:
        notify = "mobile_app_phone_of_camille"
        return any(
            each["domain"] == "notify" and notify in each["services"]
            for each in self.hass.ask("GET", "services")
        )

    def shown(self, about: str) -> dict[str, Any]:
        """Wait for a notification about this entity; return it."""
        tag = f"linkedin_auto_{about}"

        def next_one() -> dict[str, Any] | None:
            while self.told:
                # One about something else may still come from an earlier question.
                if (each := self.told.pop(0))["data"]["tag"] == tag:
                    return each
            return None

        notification: dict[str, Any] = until(next_one)
        return notification

    def tap(self, button: str) -> None:
        """Tap on a button of a notification."""
        event = {
            "event_type": "mobile_app_notification_action",
            "event_data": {"action": button},
        }
        body = {"type": "fire_event", "data": event}
        ask(f"{self.hass.url}/api/webhook/{self.webhook}", method="POST", body=body)


@contextmanager
def a_phone(hass: HomeAssistant) -> Iterator[Phone]:
    """Have one that hears what is pushed to it until the block is left."""
    phone = Phone(hass)

    class Pushed(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            phone.told.append(json.loads(self.rfile.read(length)))
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        @override
        def log_message(self, *_: object) -> None:
            """Keep the test's output to itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pushed)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        phone.register(f"http://127.0.0.1:{server.server_port}/push")
        yield phone
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
