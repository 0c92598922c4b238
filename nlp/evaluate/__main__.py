"""`python -m nlp.evaluate`."""

from __future__ import annotations

import sys

from nlp.evaluate.command import main

if __name__ == "__main__":
    sys.exit(main())
