"""The page of `sim explore`, served to this machine only.

Flask carries it. A page elsewhere must not be able to use it: only the loopback address is bound,
the Host header must name it (a foreign name that resolves to 127.0.0.1 is refused), requests with
a foreign Origin are refused, and moves are taken as JSON only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, jsonify, render_template, request

from sim.errors import InvalidInputError, SimError
from sim.explore import variant
from sim.explore.knobs import groups
from sim.explore.shown import Shown
from sim.report.page import theme

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

    from sim.explore.bench import Bench
    from sim.scenario.resolved import Resolved

ADDRESS: Final = "127.0.0.1"
_HERE: Final = Path(__file__).parent
_PAGE_CSS: Final = _HERE.parent / "report" / "page" / "page.css"
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' "
    "'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Explored:
    """What is explored: the scenario as given, and how a file made here names it in `extends`."""

    resolved: Resolved
    base: str
    given: tuple[str, ...]


def application(explored: Explored, bench: Bench, port: int) -> Flask:
    """Return the application that serves one scenario on a port of this machine."""
    app = Flask("sim.explore", template_folder=str(_HERE), static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    shown = groups(explored.resolved)
    drawing = Lock()  # the style of figures is set for the whole process
    hosts = {f"{name}:{port}" for name in (ADDRESS, "localhost")}

    @app.before_request
    def only_from_here() -> Response | None:
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin not in {f"http://{host}" for host in hosts}
        elsewhere = request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}
        if request.host not in hosts or foreign or elsewhere:
            return Response("sim explore serves pages of this machine only.\n", 403)
        return None

    @app.after_request
    def protected(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @app.errorhandler(SimError)
    def refused(error: SimError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 400

    @app.get("/")
    def page() -> str:
        return render_template(
            "explore.html.j2", resolved=explored.resolved, groups=shown, bench=bench
        )

    @app.get("/explore.css")
    def style() -> Response:
        dark = (
            f"@media (prefers-color-scheme: dark) {{ :root {{ {theme.variables(theme.DARK)} }} }}"
        )
        own = (_HERE / "explore.css").read_text(encoding="utf-8")
        text = f":root {{ {theme.variables(theme.LIGHT)} }}\n{dark}\n{_PAGE_CSS.read_text()}\n{own}"
        return Response(text, mimetype="text/css")

    @app.get("/explore.js")
    def script() -> Response:
        text = (_HERE / "explore.js").read_text(encoding="utf-8")
        return Response(text, mimetype="text/javascript")

    @app.get("/doing")
    def doing() -> Response:
        return jsonify(doing=bench.doing)

    @app.post("/try")
    def play() -> str:
        found = bench.comparison(_moved(explored.resolved))
        with drawing:
            return render_template("outcome.html.j2", shown=Shown(found))

    @app.post("/variant")
    def file() -> Response:
        moved = _moved(explored.resolved)
        question = f"What changes if {_told(moved)}?"
        text = variant.file_text(explored.resolved, explored.base, explored.given, moved, question)
        return Response(text, mimetype="text/plain")

    def _moved(resolved: Resolved) -> variant.Moves:
        sent = request.get_json(silent=True)
        values = sent.get("values") if isinstance(sent, dict) else None
        off = sent.get("off") if isinstance(sent, dict) else None
        if not isinstance(values, dict) or not isinstance(off, list):
            raise InvalidInputError("Moves must be JSON: {values: {path: text}, off: [chip]}.")
        if not all(isinstance(text, str) for text in [*values.values(), *off]):
            raise InvalidInputError("Moves must be texts, as the sliders of the page send them.")
        return variant.moves(resolved, shown, values, off)

    return app


def _told(moved: variant.Moves) -> str:
    names = [path.removeprefix("parties.").removeprefix("talks.") for path in moved.changes]
    if not names:
        return "nothing is moved"
    return f"{' and '.join(names[:3])} {'is' if len(names) == 1 else 'are'} set by hand"


def server(explored: Explored, bench: Bench, port: int) -> BaseWSGIServer:
    """Return a server bound to the loopback address; port 0 takes a free one.

    Raises OSError if the port is taken.
    """
    import logging  # noqa: PLC0415
    import socket  # noqa: PLC0415

    from werkzeug.serving import make_server  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request says nothing
    with socket.socket() as held:  # werkzeug ends the program where a port is taken
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((ADDRESS, port))
        held.listen()
        port = held.getsockname()[1]
        app = application(explored, bench, port)
        return make_server(ADDRESS, port, app, threaded=True, fd=held.detach())
