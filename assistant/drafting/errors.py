"""What can go wrong while a draft is written."""

from __future__ import annotations

from assistant.errors import RapportError


class ForeignFact(RapportError):
    """A fact of another client reached the renderer; nothing is written."""

    def __init__(self, name: str, whose: str, client: str) -> None:
        super().__init__(
            f"The fact '{name}' is about {whose}, the draft is for {client}. Nothing was drafted; "
            "please report this."
        )


class TemplateRefused(RapportError):
    """A template uses something that templates may not use, or does not end."""

    exit_code = 78

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The template {name} cannot be used: {reason}.")
        self.name = name
