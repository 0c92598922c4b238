"""The page's own style, script and pictures, under addresses that change with their content.

So a browser keeps them for a year and never sees an old one. There is nothing of the home in them,
and only files that lie in the folder can be asked for.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter()

STATIC = Path(str(files("assistant.web") / "static"))
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file.

    Attributes:
        version: The beginning of its SHA-256.
    """

    name: str
    kind: str
    content: bytes
    packed: bytes
    version: str


def static_address(name: str) -> str:
    """The address of a file of the folder, which changes with its content.

    Raises:
        KeyError: there is no such file.
    """
    return f"/static/{name}?v={_assets()[name].version}"


@router.get("/static/{name}")
def send_asset(request: Request, name: str, v: str = "") -> Response:
    """One file; kept for good where the address names its content."""
    asset = _assets().get(name)
    if asset is None:
        raise HTTPException(404)
    headers = {
        "cache-control": FOREVER if v == asset.version else "no-cache",
        "vary": "accept-encoding",
    }
    content = asset.content
    if "gzip" in request.headers.get("accept-encoding", ""):
        # Pages are not packed: they hold secrets beside what strangers wrote (BREACH).
        headers["content-encoding"], content = "gzip", asset.packed
    return Response(content, media_type=asset.kind, headers=headers)


@cache
def _assets() -> Mapping[str, Asset]:
    found = {}
    for file in STATIC.iterdir():
        kind = KINDS.get(file.suffix)
        if kind is not None:
            content = file.read_bytes()
            version = hashlib.sha256(content).hexdigest()[:16]
            packed = gzip.compress(content, mtime=0)
            found[file.name] = Asset(file.name, kind, content, packed, version)
    return found
