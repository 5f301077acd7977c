"""Static files that a browser keeps, and asks about each time: an updated kiosk never mixes old modules with new ones."""

from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope


class FreshFiles(StaticFiles):
    """Serves a folder with an ETag and `Cache-Control: no-cache`; what has not changed is answered by 304."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
