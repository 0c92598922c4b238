"""Mail text is a value and never a template; a template of the owner's can only lay words out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.security.world import Home

CODE = '{{ 7*7 }}{% raw %}{{ "".__class__.__mro__ }}{# x #}${7*7}#{7*7}%(x)s{0.__class__}'


def test_code_in_a_mail_stays_text_everywhere(home: Home) -> None:
    home.mail(
        subject=f"About {CODE}",
        sender='"{{ 7*7 }} Thorne" <alice.thorne@fernhill.example>',
        body=f"Dear Nina,\n\nCould you send {CODE} by Friday?\n\nAlice {CODE}\n",
    )
    home.run()
    [draft] = home.drafts()
    ended = home.rapport("drafts", "respond", draft["id"], "--add-fact", CODE)
    report = home.rapport("report", "daily", "--as-of", "2026-11-19T16:00Z")
    for text in (draft["body"], draft["subject"], ended.out, report.out):
        assert "{{ 7*7 }}" in text
        assert "49" not in text
        assert "<class" not in text


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ questions.__class__.__mro__ }}",
    "{{ questions[0]['__class__'] }}",
    "{{ questions[0].__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ cycler }}",
    "{{ 'x' * 1000000000 }}",
    "{{ questions|map(attribute='__class__')|list }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
    "{% set x = 1 %}",
    "x" * 70_000,
    "\udcff",
]


@pytest.mark.parametrize("text", ESCAPES, ids=lambda text: ascii(text[:30]))
def test_a_template_that_does_more_than_lay_words_out_is_refused(home: Home, text: str) -> None:
    folder = home.path / "words" / "drafts" / "en"
    folder.mkdir(parents=True)
    (folder / "reply.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    home.configure('templates = "words"\n')
    home.mail()
    ended = home.run()
    assert ended.code == 78
    assert "drafts/en/reply.txt" in ended.err
    assert home.drafts() == []
