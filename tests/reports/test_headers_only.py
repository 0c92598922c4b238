"""That mail was read by its headers only stands in the report, in every form, by account."""

from __future__ import annotations

import pytest

from assistant.reports.daily import build_daily, daily_json
from assistant.reports.forms import ReportForm, render_report
from assistant.reports.headers_only import say_accounts, say_headers_only
from assistant.reports.wording import say_kind
from tests.insight.builders import make_history, make_message
from tests.reports.builders import make_gap, make_source
from tests.web.test_client import make_page


def test_accounts_are_named_with_their_numbers() -> None:
    said = say_accounts({"work": 1200, "home": 1})
    assert said.startswith(
        "Headers only: 1,200 messages of account 'work' and 1 message of account"
    )
    assert say_accounts({}) == ""
    assert say_headers_only(()) == ""


@pytest.mark.parametrize("form", [form for form in ReportForm if form is not ReportForm.JSON])
def test_every_form_says_it(form: ReportForm) -> None:
    from assistant.insight.findings import find_all

    history = make_history(make_message("a", has_body=False))
    report = build_daily(
        history,
        find_all(history),
        sources=[make_source(items=3, headers_only=2), make_source(items=4)],
        problems=0,
        drafts=(),
        drafts_of={},
    )
    assert daily_json(report)["headers_only"] == [{"account": make_source().account, "messages": 2}]
    text = render_report(report, form, templates=None, page=None)
    assert "Headers only: 2 messages" in " ".join(text.replace("\\", "").split())


def test_a_gap_of_headers_is_called_so() -> None:
    assert say_kind(make_gap(headers_only=True)).endswith(", headers only")


def test_the_page_of_the_client_says_it() -> None:
    assert make_page(make_message("a")).headers_only == ""
    assert make_page(make_message("a", has_body=False)).headers_only.startswith(
        "Headers only: 1 message; what they ask"
    )
