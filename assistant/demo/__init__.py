"""A small invented world of mail and meetings, to show the program and to hold it to its word.

One account director of a services firm in Kraków, eight clients on four continents, three months of
mail and meetings. Everything in it is invented; every domain ends in `.example`.

- `world/*.toml` are the authored texts, one file per client and three for our own side;
  `world/README.md` explains how to write in them.
- `build.build_world` moves the world by whole weeks so that it ends in the week of `now`, and
  writes it as a ready home: mailboxes, calendars, configuration.
- `expected.json` says what the definitions find in it at one fixed moment; see `expected`.

It is data for the program and uses none of its code: no store, no rules, no language.
"""
