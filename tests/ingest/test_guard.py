"""Limits before parsers: what is over is cut and named, the message is kept."""

from __future__ import annotations

import pytest

from assistant.ingest import child as child_module
from assistant.ingest.child import ChildFailed, ChildParser, decode, encode
from assistant.ingest.guard import MAX_HEADER, cut_html, guard, needs_child
from assistant.ingest.normalise import normalise
from tests.ingest.builders import kinds, make_raw, make_record, read_mail


def test_ordinary_mail_passes_unchanged() -> None:
    raw = make_raw("Hello.\r\n")
    guarded = guard(raw)
    assert guarded.header + b"\r\n" + guarded.body == raw
    assert (guarded.complete, guarded.problems) == (True, ())


def test_over_25_mb_only_headers_are_read() -> None:
    message = normalise(make_record(make_raw("x" * (25 * 1024 * 1024))))
    assert kinds(message) == ["too-large"]
    assert (message.subject, message.text, message.complete) == ("Plan", "", False)
    assert message.body_hash == ""


def test_a_long_header_is_cut_between_addresses() -> None:
    many = ", ".join(f"u{number}@x.example" for number in range(80_000))
    message = normalise(make_record(make_raw("Hello.\r\n", to=many)))
    assert kinds(message) == ["header-too-long"]
    assert message.text == "Hello."
    assert 1_000 < len(message.to) < MAX_HEADER // 10
    assert all(each.address.endswith("@x.example") for each in message.to)


def test_a_long_header_block_is_cut_at_a_line() -> None:
    raw = b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1_000) for n in range(400)) + make_raw("Hello.\r\n")
    message = normalise(make_record(raw))
    assert kinds(message)[0] == "header-block-too-long"
    assert message.text == "Hello."


def test_html_is_cut_where_it_nests_too_deep() -> None:
    raw, problems = cut_html(b"<p>seen</p>" + b"<div>" * 600 + b"unseen")
    assert [problem.kind for problem in problems] == ["html-too-deep"]
    assert raw.startswith(b"<p>seen</p>")
    assert raw.count(b"<div>") == 500


def test_html_over_2_mb_is_cut() -> None:
    raw, problems = cut_html(b"<p>x</p>" * 400_000)
    assert (len(raw), problems[0].kind) == (2 * 1024 * 1024, "html-too-large")


def test_many_open_paragraphs_are_not_depth() -> None:
    assert cut_html(b"<p>x<br>" * 5_000)[1] == ()


def test_text_over_a_million_characters_is_cut() -> None:
    message = read_mail("a" * 1_000_050)
    assert (len(message.text), kinds(message)) == (1_000_000, ["text-too-long"])


def test_only_large_or_divided_mail_goes_to_the_child() -> None:
    patch = make_raw("--- a\n+++ b\n" * 500)
    divided = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 300
    assert not needs_child(make_raw())
    assert not needs_child(patch)
    assert needs_child(divided)
    assert needs_child(make_raw("x" * 1_100_000))


def test_the_child_gives_the_same_message() -> None:
    raw = make_raw(
        "--b\n\nHello.\n--b\nContent-Type: text/calendar; method=REQUEST\n\n"
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nEND:VEVENT\nEND:VCALENDAR\n"
        "--b\nContent-Type: application/pdf; name=a.pdf\n\npdf\n--b--\n",
        content_type="multipart/mixed; boundary=b",
        cc="x@y.example",
        references="<a@x> <b@x>",
    )
    here = normalise(make_record(raw))
    assert decode(encode(here)) == here
    with ChildParser() as child:
        assert child.parse(make_record(raw)) == here
        assert child.parse(make_record(raw)) == here


def test_a_dead_child_costs_one_body_and_no_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "_frame", lambda record, now: b"this is no frame\n")
    with ChildParser() as child:
        with pytest.raises(ChildFailed):
            child.parse(make_record(make_raw()))
        message = normalise(make_record(make_raw("x" * 1_100_000)), child=child)
        assert kinds(message) == ["too-costly"]
        assert (message.subject, message.text, message.complete) == ("Plan", "", False)
        monkeypatch.undo()
        assert normalise(make_record(make_raw("x" * 1_100_000)), child=child).complete


def test_a_child_that_does_not_answer_is_ended() -> None:
    with ChildParser(wall_s=0.0) as child, pytest.raises(ChildFailed):
        child.parse(make_record(make_raw()))
