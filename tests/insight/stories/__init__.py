"""Written stories of promises, run end to end and held to what they expect.

    records   what a story is                    gold      stories of tests/nlp/gold, as JSON
    world     a story → a home, read and tagged   letters   the project's own, in a small text form
    compare   ledger against expectation         *.txt     those stories, a file a theme

`python -m tests.insight.stories` prints how the ledger does on the stories of the gold, which were
written by somebody who had not seen the code. It is no part of the product.
"""
