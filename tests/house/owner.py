"""The person of the house: made as the first page of Home Assistant makes them."""

import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from integration.processes import ask

USER = "owner"
PASSWORD = "wishes-on-time"


def register(url: str, language: str) -> dict[str, Any]:
    """Answer the questions of a first start; return the tokens of the login."""
    steps = f"{url}/api/onboarding"
    owner = {
        "client_id": _client(url),
        "name": "Owner",
        "username": USER,
        "password": PASSWORD,
        "language": language,
    }
    code = ask(f"{steps}/users", method="POST", body=owner)["auth_code"]
    tokens = _tokens(url, code)
    token = tokens["access_token"]
    ask(f"{steps}/analytics", method="POST", body={}, token=token)
    redirect = {"client_id": _client(url), "redirect_uri": f"{url}/?auth_callback=1"}
    ask(f"{steps}/integration", method="POST", body=redirect, token=token)
    return tokens


def log_in(url: str) -> dict[str, Any]:
    """Give name and password; return the tokens."""
    flows = f"{url}/auth/login_flow"
    asked = {
        "client_id": _client(url),
        "handler": ["homeassistant", None],
        "redirect_uri": _client(url),
    }
    flow = ask(flows, method="POST", body=asked)["flow_id"]
    given = {"client_id": _client(url), "username": USER, "password": PASSWORD}
    answer = ask(f"{flows}/{flow}", method="POST", body=given)
    return _tokens(url, answer["result"])


def _tokens(url: str, code: str) -> dict[str, Any]:
    asked = {
        "client_id": _client(url),
        "grant_type": "authorization_code",
        "code": code,
    }
    content = urlencode(asked).encode()
    with urlopen(f"{url}/auth/token", content) as answer:  # noqa: S310 - loopback
        tokens: dict[str, Any] = json.load(answer)
    return tokens


def _client(url: str) -> str:
    return f"{url}/"
