"""A noun whose bare name lists: `rapport gaps` is `rapport gaps list`, `--json` and all.

One place for the habit, so that every noun answers in the same two ways.
"""

from __future__ import annotations

from typing import Any

import click


class Listing(click.Group):
    """A group that runs its default command when no other is named.

    Args:
        default: Name of the command that lists.
    """

    def __init__(self, *args: Any, default: str = "list", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front where the arguments name none."""
        asks_help = any(arg in ctx.help_option_names for arg in args[:1])
        if not asks_help and (not args or args[0].startswith("-")):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of the default command, which the bare noun takes too."""
        command = self.commands[self.default]
        with click.Context(command, info_name=ctx.info_name, parent=ctx.parent) as inner:
            records = [one for one in (p.get_help_record(inner) for p in command.params) if one]
        own = self.get_help_option(ctx)
        if own is not None and (record := own.get_help_record(ctx)):
            records.append(record)
        with formatter.section("Options"):
            formatter.write_dl(records)
        self.format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none of this name."""
        if args and args[0] not in self.commands:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.commands, n=1)
            known = ", ".join(self.commands)
            hint = f"Did you mean '{near[0]}'?" if near else f"There is {known}."
            ctx.fail(f"`{ctx.command_path}` has no command '{args[0]}'. {hint}")
        return super().resolve_command(ctx, args)
