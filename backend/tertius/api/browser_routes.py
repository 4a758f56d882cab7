"""What Neo4j Browser fetches from here: its style sheet, the guide, and the questions as favourites."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from tertius.api.gate import BROWSER
from tertius.browser.favourites import archive, favourites
from tertius.browser.guide import FAVOURITES, GUIDE, STYLE, guide
from tertius.browser.style import style_sheet
from tertius.catalog.catalogue import Catalogue

# The Browser is another site to the browser that it runs in (another port), and asks with headers of its own. Any site
# may read these files, as anybody may: they are this package's, and the same for everyone.
_OPEN = {"Access-Control-Allow-Origin": "*"}
_ASKED = {"Access-Control-Allow-Methods": "GET", "Access-Control-Allow-Headers": "cache-control, pragma"}


def add_routes(app: FastAPI, catalogue: Catalogue) -> None:
    """Add the three files below ``/browser/``.

    Parameters
    ----------
    app
        The application.
    catalogue
        The questions that the favourites and the guide offer.
    """

    @app.get(f"{BROWSER}/{STYLE}", include_in_schema=False)
    async def get_style() -> Response:
        return Response(style_sheet(), media_type="text/plain", headers=_OPEN)

    @app.get(f"{BROWSER}/{GUIDE}", include_in_schema=False)
    async def get_guide(request: Request) -> Response:
        base = f"{request.url.scheme}://{request.url.netloc}{BROWSER}"
        return Response(guide(catalogue.values(), base), media_type="text/html", headers=_OPEN)

    @app.get(f"{BROWSER}/{FAVOURITES}", include_in_schema=False)
    async def get_favourites() -> Response:
        saved = {"Content-Disposition": f'attachment; filename="{FAVOURITES}"'}
        packed = archive(favourites(catalogue.queries()))
        return Response(packed, media_type="application/zip", headers=_OPEN | saved)

    @app.options(f"{BROWSER}/{{name}}", include_in_schema=False)
    async def may_be_asked(name: str) -> Response:
        return Response(status_code=204, headers=_OPEN | _ASKED)
