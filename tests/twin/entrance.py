"""The twin's way in: the login form, then the checks that a scenario asks for."""

from http import HTTPStatus

from aiohttp import web

from .rendering import page
from .state import STATE

CHALLENGE = "/checkpoint/challenge/AgEtwin0challenge"
_VERIFY = "/checkpoint/challenge/verify"
_PASSED = "twin_passed"
"""The cookie that counts how many checks somebody has passed."""


async def login(request: web.Request) -> web.Response:
    """Serve the login form, or the wall for visitors."""
    return page(request, "login.html", wrong=False)


async def submit(request: web.Request) -> web.Response:
    """Take a name and a password, of which "wrong" is wrong."""
    form = await request.post()
    if form.get("session_password") in {None, "", "wrong"}:
        return page(request, "login.html", wrong=True)
    typed = (str(form.get("session_key", "")), str(form["session_password"]))
    request.app[STATE].record.logins.append(typed)
    return _go_on(request, passed=0)


async def verify(request: web.Request) -> web.Response:
    """Take the answer to a check; only a code can be wrong."""
    scenario = request.app[STATE].scenario
    form = await request.post()
    passed = int(request.cookies.get(_PASSED, "0"))
    kind = scenario.login_checks[passed]
    if kind == "code" and form.get("pin") != scenario.login_code:
        return page(request, "challenge.html", kind=kind, wrong=True)
    return _go_on(request, passed=passed + 1)


async def another_way(request: web.Request) -> web.Response:
    """Let somebody pass over a check, to the next one."""
    return _go_on(request, passed=int(request.cookies.get(_PASSED, "0")) + 1)


async def captcha(_request: web.Request) -> web.Response:
    """Serve what stands in the frame of a captcha."""
    text = (
        f'<html><body><form method="post" action="{_VERIFY}" target="_top">'
        "<button>Start puzzle</button></form></body></html>"
    )
    return web.Response(text=text, content_type="text/html")


def _go_on(request: web.Request, *, passed: int) -> web.Response:
    """Send to the next check, or with the account's cookies to the feed."""
    scenario = request.app[STATE].scenario
    checks = scenario.login_checks
    place = f"{CHALLENGE}/{checks[passed]}" if passed < len(checks) else "/feed/"
    response = web.Response(status=HTTPStatus.FOUND, headers={"Location": place})
    if place != "/feed/":
        response.set_cookie(_PASSED, str(passed), httponly=True)
        return response
    response.del_cookie(_PASSED)
    response.set_cookie("li_at", scenario.li_at, max_age=31_536_000, httponly=True)
    response.set_cookie("JSESSIONID", "ajax:0000000000000000001")
    return response


def add_routes(app: web.Application) -> None:
    """Add the login to the twin's server."""
    app.add_routes(
        [
            web.get("/login", login),
            web.get("/uas/login", login),
            web.get("/authwall", login),
            web.post("/checkpoint/lg/login-submit", submit),
            web.post(_VERIFY, verify),
            web.get("/checkpoint/challenge/another-way", another_way),
            web.get("/captcha/arkoselabs/frame", captcha),
        ]
    )
