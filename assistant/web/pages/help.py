"""The keys and the signs of the pages explained; single keys switched on and off."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.web.keys import list_keys
from assistant.web.sessions import set_keys
from assistant.web.visit import Visit, posted, signed_in

router = APIRouter()


@router.get("/help")
def show_help(visit: Annotated[Visit, Depends(signed_in)]) -> Response:
    """What the keys do and the signs mean."""
    return visit.page("help.html", nav="help", groups=list_keys())


@router.post("/settings/keys")
def switch_keys(
    visit: Annotated[Visit, Depends(posted)], on: Annotated[str, Form()] = ""
) -> Response:
    """Turn keys made of one character on (`on` filled) or off."""
    set_keys(visit.app.engine, visit.app.owner_id, on=bool(on))
    said = "Keys of one letter are on." if on else "Keys of one letter are off."
    return visit.go("/help", say=said)
