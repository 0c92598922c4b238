"""What the configuration says, as frozen records; None where a key is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from pathlib import Path

from assistant.insight.records import DayHours, Goals, Leave

#: Name of the database inside the home.
DATABASE = "rapport.db"
#: What a home learned from its person's decisions, see `assistant.lessons`.
LEARNED = "learned.json"


@dataclass(frozen=True, slots=True)
class OwnerConfig:
    """`[owner]`: whose mail this is.

    Attributes:
        hours: Seven `DayHours`, Monday first, or None: 09:00-17:00 on the country's working days.
        closed, open: Days that are closed or open whatever the public holidays say.
    """

    name: str
    addresses: tuple[str, ...]
    zone: str = "UTC"
    country: str | None = None
    subdivision: str | None = None
    hours: tuple[DayHours, ...] | None = None
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()
    leave: tuple[Leave, ...] = ()


class AccountKind(StrEnum):
    """What an account is, and which connector speaks to it."""

    LOCAL = "local"
    IMAP = "imap"
    CALDAV = "caldav"
    ICS = "ics"
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    EXCHANGE = "exchange"

    @property
    def signs_in_by_browser(self) -> bool:
        """Whether a person signs in on the provider's own page, and no password is typed here."""
        return self in {AccountKind.GOOGLE, AccountKind.MICROSOFT}


@dataclass(frozen=True, slots=True)
class SecretConfig:
    """Where a password is to be had; where neither is named, in the vault of this program.

    Attributes:
        env: The variable of the environment that holds it.
        command: The command that prints it.
    """

    env: str | None = None
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SendConfig:
    """`[account.smtp]`: a host that takes what an account sends.

    Attributes:
        tls: ``starttls``, ``implicit`` or, for this machine only, ``none``.
        user: Who signs in; None: nobody.
        secret: None: the same as that of the account.
        copy: Put a copy into the sent folder; False where the host does so by itself.
    """

    host: str
    port: int | None = None
    tls: str = "starttls"
    user: str | None = None
    secret: SecretConfig | None = None
    copy: bool = True


@dataclass(frozen=True, slots=True)
class AccountConfig:
    """`[[account]]`: one source of mail, of calendars, or of both.

    Attributes:
        mail, calendar: Of a local account: paths, made absolute against the home.
        drafts: Of a local account: folder or Maildir that takes approved drafts.
        host, port, tls: Of a mailbox on a host; a port of None is the usual one.
        user, secret, sign_in: Who signs in and how; ``password`` or ``token``, and at Exchange
            ``ntlm``, ``basic`` or ``token``. Of a Google or Microsoft account: for people only.
        url: Of a calendar server, of Exchange, or of one calendar; None: the vault holds it.
        hosts: Others that may get the password of a calendar server.
        calendars: The only ones that are read; empty: all.
        skip: Folders that are not read.
        bodies: False: headers only are fetched and stored.
        certificate: A file of certificates to trust beside those of the system.
        smtp: Where approved mail is sent; None: it becomes a draft.
        client_id: Of the program as it is registered with the provider.
        tenant: Of a Microsoft account: the directory.
        mailbox: Of Exchange: its address.
        access: Of Exchange: ``own``, ``delegate`` or ``impersonation``.
        deliver: Of Google, Microsoft, Exchange: ``drafts`` or ``send``; None: it is only read.
    """

    name: str
    kind: AccountKind = AccountKind.LOCAL
    mail: tuple[Path, ...] = ()
    calendar: tuple[Path, ...] = ()
    drafts: Path | None = None
    host: str = ""
    port: int | None = None
    tls: str = "implicit"
    user: str = ""
    sign_in: str = "password"
    secret: SecretConfig = field(default_factory=SecretConfig)
    url: str | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    bodies: bool = True
    certificate: Path | None = None
    smtp: SendConfig | None = None
    client_id: str = ""
    tenant: str = "organizations"
    mailbox: str = ""
    access: str = "own"
    deliver: str | None = None

    @property
    def reads_mail(self) -> bool:
        """Whether there is mail to be read."""
        calendars_only = {AccountKind.CALDAV, AccountKind.ICS}
        return (
            bool(self.mail) if self.kind is AccountKind.LOCAL else self.kind not in calendars_only
        )

    @property
    def reads_calendar(self) -> bool:
        """Whether there are calendars to be read."""
        return self.kind not in {AccountKind.LOCAL, AccountKind.IMAP} or bool(self.calendar)

    @property
    def takes_drafts(self) -> bool:
        """Whether approved drafts can go there."""
        return self.kind in {AccountKind.LOCAL, AccountKind.IMAP} or self.deliver is not None

    @property
    def sends(self) -> bool:
        """Whether accepted mail leaves at once, instead of becoming a draft."""
        return self.smtp is not None or self.deliver == "send"

    @property
    def is_remote(self) -> bool:
        """Whether a host is asked."""
        return self.kind is not AccountKind.LOCAL


@dataclass(frozen=True, slots=True)
class PersonConfig:
    """`[[people]]` of a client's file.

    Attributes:
        greetings: Keys of festivals that may be called by name, False: no greetings, None: as the
            client's file says.
    """

    name: str
    addresses: tuple[str, ...]
    role: str | None = None
    language: str | None = None
    country: str | None = None
    zone: str | None = None
    greetings: tuple[str, ...] | bool | None = None


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """`clients/SLUG.toml`.

    Attributes:
        hours: Seven `DayHours`, or None where the file says nothing.
        weekend: Weekday numbers, Monday 0, or None.
        greetings: Keys of festivals that may be called by name; True: none, greetings are neutral;
            False: no greetings.
    """

    slug: str
    name: str
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    country: str | None = None
    subdivision: str | None = None
    zone: str | None = None
    weekend: tuple[int, ...] | None = None
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()
    tier: str = "standard"
    cadence: str | None = None
    cadence_kind: str = "any"
    sensitivity: str = "medium"
    start: date | None = None
    renewal: date | None = None
    hours: tuple[DayHours, ...] | None = None
    greetings: tuple[str, ...] | bool = True
    people: tuple[PersonConfig, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryConfig:
    """`[delivery]`: what happens after an approval.

    Attributes:
        hold_s: Seconds between approval and delivery in which undo works, 0 to 600.
        hourly: Most deliveries per mailbox and hour.
        enabled: The kill switch: false delivers nothing.
    """

    hold_s: int = 30
    hourly: int = 20
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """`[schedule]`: what `rapport serve` does by itself.

    Attributes:
        run_every_min: Minutes from one reading of mail and calendars to the next; 0: never.
    """

    run_every_min: int = 10


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """`[report.smtp]`: a host that takes the report.

    Attributes:
        tls: ``starttls``, ``implicit`` or, for this machine only, ``none``.
        secret_env, secret_command: Where the password of `user` is to be had; one of them.
    """

    host: str
    port: int = 587
    tls: str = "starttls"
    user: str | None = None
    secret_env: str | None = None
    secret_command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """`[report]`: the daily report by mail, to the owner's first address and nowhere else.

    Attributes:
        mail: Whether it is mailed at all.
        at: When, on the owner's clock.
        when_clear: Also on a day on which nothing waits and nothing failed.
        via: ``sendmail`` or ``smtp``.
        sendmail: A command in the manner of sendmail, with its arguments.
        page: Base address of the page for links, without a slash at its end; None: no links.
    """

    mail: bool = False
    at: time = time(7, 30)
    when_clear: bool = True
    via: str = "sendmail"
    sendmail: tuple[str, ...] = ("/usr/sbin/sendmail",)
    smtp: SmtpConfig | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything configured in one home.

    Attributes:
        ignore: Domains and addresses that are never clients, people or prospects.
        templates: Folder whose files replace the packaged ones of the same path, or None.
    """

    home: Path
    owner: OwnerConfig
    internal_domains: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    accounts: tuple[AccountConfig, ...] = ()
    clients: tuple[ClientConfig, ...] = ()
    goals: Goals = field(default_factory=Goals)
    delivery: DeliveryConfig = field(default_factory=DeliveryConfig)
    report: ReportConfig = field(default_factory=ReportConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)
    templates: Path | None = None

    def account_for_drafts(self, name: str | None) -> AccountConfig | None:
        """The account that takes drafts meant for `name`; None: the first that takes any."""
        fitting = (
            account
            for account in self.accounts
            if account.takes_drafts and name in {None, account.name}
        )
        return next(fitting, None)

    def sends(self, name: str | None) -> bool:
        """Whether accepted drafts meant for an account leave at once, instead of lying there."""
        account = self.account_for_drafts(name)
        return account is not None and account.sends

    @property
    def sends_any(self) -> bool:
        """Whether some account sends what is accepted."""
        return any(account.sends for account in self.accounts)

    @property
    def database(self) -> Path:
        """The SQLite file of this home."""
        return self.home / DATABASE
