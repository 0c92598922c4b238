"""HTML mail as the text a reader sees."""

from __future__ import annotations

import pytest

from assistant.ingest.html_text import html_to_text
from nlp.zones.find import find_zones


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("a  b\n c<b>d</b> e", "a b cd e"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        ("<table><tr><td>Item</td><td>3</td></tr><tr><td>Sum</td><td>4</td></tr></table>",
         "Item | 3\nSum | 4"),
        ('See <a href="https://x.example/long">the plan</a>.', "See the plan."),
        ("a<style>p{}</style><script>x()</script><!-- no -->b", "ab"),
        ("<head><title>T</title></head><body>x</body>", "x"),
        ('a<div style="display:none">hidden</div>b', "ab"),
        ('a<span style="font-size:0px">hidden</span>b', "ab"),
        ('<span style="font-size:0.9em">seen</span>', "seen"),
        ("a<p hidden>no</p>", "a"),
        ("a&nbsp;b&amp;c&#8364;", "a b&c€"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("", ""),
        ("no tags at all", "no tags at all"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("x\x00y", "xy"),
    ],
)  # fmt: skip
def test_what_is_visible_is_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


GMAIL = (
    "<div>Sure.</div><br><div class='gmail_quote'><div class='gmail_attr'>"
    "On Mon, Jane &lt;j@x.example&gt; wrote:<br></div>"
    "<blockquote class='gmail_quote' style='margin:0'><div>Can you?</div><div>Jane</div>"
    "</blockquote></div>"
)
OUTLOOK_WEB = (
    "<div>Sure.</div><hr><div id='divRplyFwdMsg'><b>From:</b> Jane<br><b>Sent:</b> Monday"
    "<br><b>To:</b> Ann</div><div>Can you?</div>"
)
OUTLOOK = (
    "<div class='WordSection1'><p>Sure.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
    "<p><b>Von:</b> Jane<br><b>Gesendet:</b> Montag<br><b>An:</b> Ann</p></div><p>Can you?</p></div>"
)
APPLE = (
    "<div>Sure.</div><div><br><blockquote type='cite'><div>On Monday, Jane wrote:</div>"
    "<div>Can you?</div></blockquote></div>"
)
OUTLOOK_WITHOUT_LINE = (
    "<p>Sure.</p><p><b><span>Fra:</span></b><span> Jane<br><b>Sendt:</b> mandag<br>"
    "<b>Til:</b> Ann</span></p><p>Can you?</p>"
)
GMX = (
    "<div>Sure.</div><div name='quote' style='border-left:2px solid #C3D9E5;'>"
    "<div><b>Gesendet:</b> Montag<br><b>Von:</b> Jane</div><div>Can you?</div></div>"
)
NETEASE = "<div>Sure.</div><blockquote id='isReplyContent'><div>Can you?</div></blockquote>"
OUTLOOK_PHONE = (
    "<div>Sure.</div><div id='ms-outlook-mobile-signature'>Sent from a phone</div>"
    "<div id='mail-editor-reference-message-container'><div><b>De :</b> Jane<br></div>"
    "<div>Can you?</div></div>"
)
YAHOO = "<div>Sure.</div><div class='yahoo_quoted'><div>On Monday, Jane wrote:</div>Can you?</div>"


ALL = (
    GMAIL, OUTLOOK_WEB, OUTLOOK, APPLE, OUTLOOK_WITHOUT_LINE, YAHOO, GMX, NETEASE, OUTLOOK_PHONE,
)  # fmt: skip


@pytest.mark.parametrize("html", ALL)
def test_quotes_of_every_program_are_marked(html: str) -> None:
    lines = html_to_text(html).split("\n")
    assert lines[0] == "Sure."
    assert "> Can you?" in lines
    assert "Can you?" not in lines


@pytest.mark.parametrize("html", ALL)
def test_what_markup_knows_of_quotes_decides_the_zones(html: str) -> None:
    text = html_to_text(html)
    new = [text[zone.start : zone.end] for zone in find_zones(text) if zone.kind == "new"]
    assert new == ["Sure."]


def test_answers_between_quotes_are_not_marked() -> None:
    html = (
        "<blockquote type='cite'>One?</blockquote><div>Yes.</div>"
        "<blockquote type='cite'>Two?<blockquote type='cite'>Old</blockquote></blockquote>No."
    )
    assert html_to_text(html) == "> One?\n\nYes.\n\n> Two?\n>\n>> Old\n\nNo."


def test_a_forward_stays_unmarked() -> None:
    lines = html_to_text(OUTLOOK_WEB, forwarded=True).split("\n")
    assert "Can you?" in lines


def test_a_bold_list_is_no_quote() -> None:
    html = "<p><b>Date:</b> Monday<br><b>Time:</b> ten<br><b>From:</b> the station</p><p>Bye</p>"
    assert "Bye" in html_to_text(html).split("\n")


def test_gmails_indent_is_no_quote() -> None:
    html = "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>Point</blockquote>"
    assert html_to_text(html) == "Point"


def test_a_marked_signature_gets_its_delimiter() -> None:
    html = "<div>Sure.</div><div class='gmail_signature'>Jane<br>Client Ltd</div>"
    assert html_to_text(html) == "Sure.\n-- \nJane\nClient Ltd"


@pytest.mark.parametrize(
    "mark",
    ["id='Signature'", "id='x_Signature'", "class='moz-signature'", "id='AppleMailSignature'",
     "class='protonmail_signature_block'", "id='ms-outlook-mobile-signature'"],
)  # fmt: skip
def test_signatures_of_every_program_are_marked(mark: str) -> None:
    html = f"<div>Sure.</div><div {mark}>Jane<br>Client Ltd</div>"
    assert html_to_text(html) == "Sure.\n-- \nJane\nClient Ltd"


def test_a_signature_with_its_own_dashes_gets_no_others() -> None:
    html = "<div>Sure.</div><pre class='moz-signature'>-- \nJane</pre>"
    assert html_to_text(html) == "Sure.\n\n-- \nJane"


def test_deep_nesting_is_walked_without_recursion() -> None:
    assert html_to_text("<div>" * 5_000 + "deep").strip() in ("deep", "")
