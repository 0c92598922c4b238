"""Every key of the configuration, with its meaning: what is read, refused and documented.

`load` accepts the names that stand here and no others, and `docs/configuration.md` is written from
the same lines (`python -m tests.docs.configuration`), so that neither can drift from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: In place of a default: the file is refused without it.
REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        meaning: What it is for, in Markdown.
        default: What holds where it is left out, in words; None: what the record says that it
            fills.
        bounds: The least and the most, of a number.
    """

    meaning: str
    default: str | None = "none"
    bounds: tuple[float, float] | None = None


TOP_KEYS: Mapping[str, Key] = {
    "internal_domains": Key(
        "domains of your firm besides your own addresses; who writes from there is on your side",
    ),
    "ignore": Key("domains and addresses that are never a client, a person of one, or a prospect"),
    "templates": Key("a folder whose files replace the packaged templates of the same path"),
    "owner": Key("the table `[owner]`, below", REQUIRED),
    "account": Key("the tables `[[account]]`, below"),
    "delivery": Key("the table `[delivery]`, below", "its defaults"),
    "schedule": Key("the table `[schedule]`, below", "its defaults"),
    "report": Key("the table `[report]`, below", "its defaults"),
    "goals": Key("the table `[goals]`, below", "its defaults"),
}

OWNER_KEYS: Mapping[str, Key] = {
    "name": Key("your name, as under your mails", REQUIRED),
    "addresses": Key("your addresses; drafts are from the first", REQUIRED),
    "zone": Key("IANA time zone", "`UTC`"),
    "country": Key("two letters: your public holidays", "none, no holidays are known"),
    "subdivision": Key(
        "state or region where holidays differ. One that the holiday data does not know "
        "falls back to the country, with a sentence",
    ),
    "closed": Key("days you do not work although they are no holiday"),
    "open": Key("holidays on which you do work"),
    "leave": Key(
        '`[{from = 2026-12-28, to = 2026-12-31, cover = "jan@firm.example"}]`, last day '
        "included. Without `cover` your clock stands still; with it, it runs on. All-day "
        "out-of-office events of your calendar count as leave too",
    ),
    "hours": Key(
        'the table `[owner.hours]`: `mon` … `sun`, each a list as `["08:30-12:30", '
        '"13:15-17:30"]`; a day left out is not worked. Over midnight is written as two '
        "intervals",
        "09:00–17:00 on the country's working days",
    ),
}

ACCOUNT_KEYS: Mapping[str, Key] = {
    "name": Key("your word for it", REQUIRED),
    "kind": Key(
        "`local`: files on this machine; `imap`: a mailbox on a host; `caldav`: a calendar server; "
        "`ics`: one calendar at an address; `google`, `microsoft`, `exchange`: mail and calendars of "
        "an account there",
        "`local`",
    ),
    "mail": Key("local: mbox files, Maildirs, folders of `.eml`"),
    "calendar": Key("local: `.ics` files or folders of them"),
    "drafts": Key("local: folder or Maildir that takes accepted drafts", "`drafts` in the home"),
    "host": Key(
        "imap, exchange: the host, as `mail.your.firm`",
        "required for imap; for exchange this or `url`",
    ),
    "port": Key("imap: its port", "993; 143 with `starttls`"),
    "tls": Key(
        "imap: `implicit`, `starttls`, or `none` for a host on this machine only", "`implicit`"
    ),
    "url": Key(
        "caldav: address of the server, or of your page there; ics: of the calendar, `https://…` or "
        "`webcal://…`; exchange: where it answers, if not at `https://HOST/EWS/Exchange.asmx`",
        "required for caldav; for ics the one that was kept as a secret",
    ),
    "user": Key(
        "imap, caldav, ics, exchange: who signs in; google, microsoft: the address, for people",
        "required for imap, caldav and exchange",
    ),
    "sign_in": Key(
        "imap, caldav: `password`, or `token` for an access token of OAuth 2.0; exchange: `ntlm`, "
        "`basic` or `token`",
        "`password`; `ntlm` for exchange",
    ),
    "mailbox": Key("exchange: the address of the mailbox", "`user`, where that is an address"),
    "access": Key(
        "exchange: `own` mailbox, as a `delegate` of its owner, or by `impersonation`", "`own`"
    ),
    "secret_env": Key("imap, caldav, ics, exchange: the variable that holds the password"),
    "secret_command": Key(
        'imap, caldav, ics, exchange: or the command that prints it, as `["pass", "show", "mail/firm"]`',
        "the password that `rapport account auth` kept",
    ),
    "hosts": Key(
        "caldav: other hosts that get the password, because the server keeps its calendars there"
    ),
    "calendars": Key(
        "caldav, google, microsoft, exchange: the only calendars that are read, as `rapport doctor` "
        "names them",
        "all",
    ),
    "skip": Key(
        "imap, microsoft, exchange: folders that are not read, by name",
        "none; junk never is",
    ),
    "client_id": Key(
        "google, microsoft: of the program as you [registered](accounts.md#google) it",
        "required there",
    ),
    "tenant": Key(
        "microsoft: the directory's id or domain; `consumers` for Outlook.com", "`organizations`"
    ),
    "deliver": Key(
        "google, microsoft, exchange: `none`: the account is only read; `drafts`: accepted mail becomes "
        "a draft there; `send`: it is *sent*",
        "`none`; `drafts` for exchange",
    ),
    "bodies": Key(
        "all with mail: `false` fetches and keeps headers only: who wrote to whom and when, nothing "
        "that was said ([what still works](accounts.md#headers-only))",
        "`true`",
    ),
    "certificate": Key(
        "imap, caldav, ics, exchange: a file of certificates to trust, as of your own firm"
    ),
    "smtp": Key(
        "imap: the table `[account.smtp]`, below: accepted mail is *sent*",
        "none: it becomes a draft, and you send it",
    ),
}

#: Key → the kinds of account that know it; a key that is not here is for all.
KEYS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "mail": ("local",),
    "calendar": ("local",),
    "drafts": ("local",),
    "host": ("imap", "exchange"),
    "port": ("imap",),
    "tls": ("imap",),
    "url": ("caldav", "ics", "exchange"),
    "user": ("imap", "caldav", "ics", "google", "microsoft", "exchange"),
    "sign_in": ("imap", "caldav", "exchange"),
    "mailbox": ("exchange",),
    "access": ("exchange",),
    "secret_env": ("imap", "caldav", "ics", "exchange"),
    "secret_command": ("imap", "caldav", "ics", "exchange"),
    "hosts": ("caldav",),
    "calendars": ("caldav", "google", "microsoft", "exchange"),
    "skip": ("imap", "microsoft", "exchange"),
    "client_id": ("google", "microsoft"),
    "tenant": ("microsoft",),
    "deliver": ("google", "microsoft", "exchange"),
    "bodies": ("local", "imap", "google", "microsoft", "exchange"),
    "certificate": ("imap", "caldav", "ics", "exchange"),
    "smtp": ("imap",),
}

SEND_KEYS: Mapping[str, Key] = {
    "host": Key("the host that sends mail for you", REQUIRED),
    "port": Key("its port", "587; 465 with `implicit`, 25 with `none`"),
    "tls": Key("`starttls`, `implicit`, or `none` for a relay on this machine only", "`starttls`"),
    "user": Key("who signs in there", "nobody signs in"),
    "secret_env": Key("the variable that holds the password"),
    "secret_command": Key("or the command that prints it", "the password of the account"),
    "copy": Key(
        "put a copy into the sent folder; `false` where the host does so by itself", "`true`"
    ),
}

DELIVERY_KEYS: Mapping[str, Key] = {
    "hold_s": Key("seconds between accepting and delivery in which `undo` works", None, (0, 600)),
    "hourly": Key("most deliveries per mailbox and hour", None, (1, 1000)),
    "enabled": Key("`false` delivers nothing at all, not even what was accepted", None),
}

SCHEDULE_KEYS: Mapping[str, Key] = {
    "run_every_min": Key(
        "minutes from one reading to the next while `rapport serve` runs; 0: never by itself",
        None,
        (0, 1440),
    ),
}

REPORT_KEYS: Mapping[str, Key] = {
    "mail": Key("mail it: by `rapport serve`, or by `rapport run --mail-report` from cron", None),
    "at": Key('when, on your clock, as `"07:30"`; at wake-up where the machine slept', None),
    "when_clear": Key(
        "also when nothing waits and nothing failed, so that silence means trouble",
        None,
    ),
    "via": Key("`sendmail`: a command of this machine; `smtp`: the host of `[report.smtp]`", None),
    "sendmail": Key(
        "the command and its arguments; `-i -- ADDRESS` follows, the mail is its input",
        None,
    ),
    "smtp": Key("the table `[report.smtp]`, below"),
    "page": Key(
        "where you open the page, as `http://127.0.0.1:8725`: gaps and drafts lead there",
        "none, no links",
    ),
}

SMTP_KEYS: Mapping[str, Key] = {
    "host": Key("the host that sends mail for you", REQUIRED),
    "port": Key("its port", "587; 465 with `implicit`, 25 with `none`"),
    "tls": Key("`starttls`, `implicit`, or `none` for a relay on this machine only", "`starttls`"),
    "user": Key("who signs in", "nobody signs in"),
    "secret_env": Key("the variable that holds the password; it never stands in a file"),
    "secret_command": Key('or the command that prints it, as `["pass", "show", "mail/firm"]`'),
}

GOAL_KEYS: Mapping[str, Key] = {
    "reply_owed_wd": Key("an answer of yours, your clock", None, (0.05, 60)),
    "reply_owed_strategic_h": Key(
        "the same for strategic clients, in the first 90 days and before a renewal: working hours",
        None,
        (0.25, 480),
    ),
    "reply_awaited_wd": Key("an answer of theirs, their clock", None, (0.05, 60)),
    "promise_due_h": Key(
        "hours before the end of its due range in which a promise of yours is shown",
        None,
        (0, 720),
    ),
    "promise_overdue_wd": Key("after a due date of yours, your clock", None, (0.05, 60)),
    "promise_theirs_overdue_wd": Key("after a due date of theirs, their clock", None, (0.05, 60)),
    "complaint_h": Key("a complaint without an answer, working hours of yours", None, (0.1, 80)),
    "met_no_recap_wd": Key(
        "a held meeting without a follow-up, after the end of your next working day",
        None,
        (0.05, 60),
    ),
    "invitation_wd": Key(
        "how long before its start an unanswered invitation is shown",
        None,
        (0.05, 60),
    ),
    "undated_ageing_wd": Key("when an undated promise counts as growing old", None, (0.5, 250)),
    "quiet_default_days": Key(
        "a client without a configured rhythm is quiet after this",
        None,
        (1, 365),
    ),
    "horizon_days": Key(
        "open waits and meetings older than this are folded into one line",
        None,
        (7, 3650),
    ),
}

CLIENT_KEYS: Mapping[str, Key] = {
    "name": Key("as people call it", "the slug"),
    "domains": Key("its domains; sub-domains count"),
    "addresses": Key("single addresses, as for people on free-mail domains"),
    "country": Key("two letters: its public holidays", "found from its mail, marked as assumed"),
    "subdivision": Key("state or region where holidays differ"),
    "zone": Key("IANA time zone", "found from its mail, marked as assumed"),
    "weekend": Key('as `["fri", "sat"]`', "that of the country"),
    "closed": Key("days it is closed although they are no holiday"),
    "open": Key("holidays on which it works"),
    "hours": Key("the table `[hours]`, as for the owner", "09:00–17:00"),
    "tier": Key("`strategic` or `standard`: goals, and the order of gaps", "`standard`"),
    "cadence": Key("`daily`, `weekly`, `monthly`, `quarterly`: the agreed rhythm"),
    "cadence_kind": Key("`any`, `meeting` or `mail`: what counts as the agreed contact", "`any`"),
    "sensitivity": Key(
        "how readily its mail opens the alert of a complaint: `loose` takes clear ones only, "
        "`medium` every complaint, `strict` every warning too (another supplier, a cut budget, "
        "lawyers). Taking it to superiors or meaning to leave always does, tone alone never",
        "`medium`",
    ),
    "start": Key("when the contract began: stricter goals in the first 90 days"),
    "renewal": Key("when it is up for renewal: stricter goals in the 180 days before"),
    "greetings": Key(
        '`false`: no holiday greetings. A list as `["christmas", "eid-al-fitr", "diwali"]`: '
        "festivals that may be called by name; all others are greeted in [neutral "
        "words](drafts.md)",
        "neutral words",
    ),
    "people": Key("the tables `[[people]]`, below", "found from its mail"),
}

PERSON_KEYS: Mapping[str, Key] = {
    "name": Key("as written in full", REQUIRED),
    "addresses": Key("the first is the canonical one", REQUIRED),
    "role": Key("`sponsor`, `decision maker`, `champion`, `day-to-day`, `user`"),
    "language": Key("two letters"),
    "country": Key("only where it differs from the client's", "the client's"),
    "zone": Key("only where it differs from the client's", "the client's"),
    "greetings": Key("only where it differs from the client's", "the client's"),
}
