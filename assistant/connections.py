"""From an account of the configuration to its connectors: the only place that names concrete ones.

Each is imported when an account of its kind is used, and speaks through libraries that come with an
extra; where the extra is missing, the sentence names the line that installs it.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from assistant.config.records import AccountKind
from assistant.errors import BadCertificate, ExtraMissing
from assistant.oauth import LONGEST_PAUSE_S, say_unusable, utc_now
from connectors.headers_only import HeadersOnly
from connectors.local.pages import PageLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from assistant.config.records import AccountConfig, ReportConfig, SecretConfig, SendConfig
    from assistant.vault import Vault
    from connectors.base import CalendarConnector, DeliveryConnector, MailConnector
    from connectors.exchange import ExchangeSettings
    from connectors.google import GoogleSettings, OAuthClient
    from connectors.imap import ImapSettings, ImapWatch
    from connectors.microsoft import MicrosoftSettings
    from connectors.sendmail import NoteTransport
    from connectors.smtp import SmtpSettings

#: Kind → the extra that brings its libraries, and one of them.
EXTRAS = {
    AccountKind.IMAP: ("imap", "imapclient"),
    AccountKind.CALDAV: ("caldav", "httpx"),
    AccountKind.ICS: ("caldav", "httpx"),
    AccountKind.GOOGLE: ("google", "googleapiclient"),
    AccountKind.MICROSOFT: ("microsoft", "msal"),
    AccountKind.EXCHANGE: ("exchange", "exchangelib"),
}

#: The configuration's word → the connector's, of an account on Exchange.
_EXCHANGE_SIGN_INS: Mapping[str, Literal["ntlm", "basic", "oauth"]] = {
    "ntlm": "ntlm",
    "basic": "basic",
    "token": "oauth",
}
_EXCHANGE_ACCESSES: Mapping[str, Literal["own", "delegate", "impersonation"]] = {
    "own": "own",
    "delegate": "delegate",
    "impersonation": "impersonation",
}


class Connections:
    """Makes the connectors of one home.

    Args:
        home: Its folder.
        vault: Where passwords are kept that no variable and no command gives; opened when one is
            asked for.
        clock: The time, aware UTC; by it access is renewed before it ends.
    """

    def __init__(
        self, home: Path, vault: Callable[[], Vault], clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._home = home
        self._vault = vault
        self._clock = clock
        #: Settings of accounts whose mail, calendars and drafts share one quota and one access.
        self._google_shared: dict[AccountConfig, tuple[OAuthClient, GoogleSettings]] = {}
        self._microsoft_shared: dict[AccountConfig, MicrosoftSettings] = {}

    @contextmanager
    def mail(
        self, account: AccountConfig, *, accept_empty: bool = False, page: int | None = None
    ) -> Iterator[MailConnector]:
        """The mailbox of an account, as long as it is needed.

        Args:
            account: The account.
            accept_empty: A folder that is suddenly empty was emptied on purpose.
            page: Most messages of a page; None: as many as are read well at once.

        Raises:
            ExtraMissing, BadCertificate: it cannot even be tried.
            PermanentError: settings that no host takes.
        """
        connector = self._make_mail(account, accept_empty=accept_empty, page=page)
        try:
            yield connector
        finally:
            let_go(connector)

    @contextmanager
    def calendar(
        self, account: AccountConfig, *, accept_empty: bool = False
    ) -> Iterator[CalendarConnector]:
        """The calendars of an account, as long as they are needed; as `mail`."""
        connector = self._make_calendar(account, accept_empty=accept_empty)
        try:
            yield connector
        finally:
            let_go(connector)

    def _make_mail(
        self, account: AccountConfig, *, accept_empty: bool, page: int | None
    ) -> MailConnector:
        limits = None if page is None else PageLimits(items=page)
        if account.kind is AccountKind.IMAP:
            settings = self._imap(account)
            from connectors.imap import ImapMail

            return ImapMail(account.name, settings, accept_empty=accept_empty, limits=limits)
        if account.kind is AccountKind.GOOGLE:
            google = self._google(account)
            from connectors.google import GoogleMail

            return GoogleMail(account.name, google, accept_empty=accept_empty, limits=limits)
        if account.kind is AccountKind.MICROSOFT:
            graph = self._microsoft(account)
            from connectors.microsoft import MicrosoftMail

            return MicrosoftMail(account.name, graph, accept_empty=accept_empty, limits=limits)
        if account.kind is AccountKind.EXCHANGE:
            exchange = self._exchange(account)
            from connectors.exchange import ExchangeMail

            return ExchangeMail(account.name, exchange, accept_empty=accept_empty, limits=limits)
        from connectors.local import LocalMail

        whole = LocalMail(account.name, account.mail, accept_empty=accept_empty, limits=limits)
        return whole if account.bodies else HeadersOnly(whole)

    def _make_calendar(self, account: AccountConfig, *, accept_empty: bool) -> CalendarConnector:
        if account.kind is AccountKind.CALDAV:
            check_installed(account.kind)
            from connectors.caldav import CaldavCalendar, CaldavSettings
            from connectors.caldav import SignIn as CaldavSignIn

            bearer = account.sign_in == "token"
            return CaldavCalendar(
                account.name,
                CaldavSettings(
                    url=account.url or "",
                    user=account.user,
                    secret=self.secret(account),
                    sign_in=CaldavSignIn.BEARER if bearer else CaldavSignIn.PASSWORD,
                    hosts=frozenset(account.hosts),
                    context=_context(account.certificate),
                ),
                accept_empty=accept_empty,
            )
        if account.kind is AccountKind.ICS:
            check_installed(account.kind)
            from connectors.caldav import Feed, FeedCalendar

            # Where no address stands in the configuration it is itself the secret.
            url = account.url or self.secret(account)()
            feed = Feed(
                name=account.name,
                url=url,
                user=account.user,
                secret=self.secret(account) if account.user else None,
                context=_context(account.certificate),
            )
            return FeedCalendar(account.name, [feed], accept_empty=accept_empty)
        if account.kind is AccountKind.GOOGLE:
            google = self._google(account)
            from connectors.google import GoogleCalendar

            return GoogleCalendar(account.name, google, accept_empty=accept_empty)
        if account.kind is AccountKind.MICROSOFT:
            graph = self._microsoft(account)
            from connectors.microsoft import MicrosoftCalendar

            return MicrosoftCalendar(account.name, graph, accept_empty=accept_empty)
        if account.kind is AccountKind.EXCHANGE:
            exchange = self._exchange(account)
            from connectors.exchange import ExchangeCalendar

            return ExchangeCalendar(account.name, exchange, accept_empty=accept_empty)
        from connectors.local import LocalCalendar

        return LocalCalendar(account.name, account.calendar, accept_empty=accept_empty)

    def delivery(self, account: AccountConfig) -> DeliveryConnector:
        """Where an account's approved drafts go; as `mail`."""
        if account.kind is AccountKind.IMAP:
            settings = self._imap(account)
            from connectors.imap import ImapDrafts, ImapSent

            if account.smtp is None:
                return ImapDrafts(account.name, settings)
            from connectors.smtp import SmtpDelivery

            return SmtpDelivery(
                account.name,
                self._smtp(account, account.smtp),
                ImapSent(account.name, settings),
            )
        if account.kind is AccountKind.GOOGLE:
            google = self._google(account)
            from connectors.google import GoogleDrafts, GoogleSending

            return (GoogleSending if account.sends else GoogleDrafts)(account.name, google)
        if account.kind is AccountKind.MICROSOFT:
            graph = self._microsoft(account)
            from connectors.microsoft import MicrosoftDrafts, MicrosoftSending

            return (MicrosoftSending if account.sends else MicrosoftDrafts)(account.name, graph)
        if account.kind is AccountKind.EXCHANGE:
            exchange = self._exchange(account)
            from connectors.exchange import ExchangeDrafts, ExchangeSending

            return (ExchangeSending if account.sends else ExchangeDrafts)(account.name, exchange)
        from connectors.local import LocalDrafts

        folder = account.drafts or self._home / "drafts"
        make_folder = folder.is_relative_to(self._home)
        return LocalDrafts(account.name, folder, make_folder=make_folder)

    def introduce_to_sender(self, account: AccountConfig) -> None:
        """Sign in at the host that sends for an account, and send nothing; none: no word.

        Raises:
            ConnectorError: it does not let us in.
        """
        if account.smtp is None:
            return
        from connectors.smtp import introduce

        introduce(account.name, self._smtp(account, account.smtp))

    def watch(self, account: AccountConfig) -> ImapWatch | None:
        """Waits for new mail of an account; None where its kind cannot."""
        if account.kind is not AccountKind.IMAP:
            return None
        settings = self._imap(account)
        from connectors.imap import ImapWatch

        return ImapWatch(account.name, settings)

    def secret(self, account: AccountConfig) -> Callable[[], str]:
        """Gives the password of an account when it is asked; see `connectors.secret`."""
        return self._secret(account.secret, account.name)

    def _secret(self, where: SecretConfig, name: str) -> Callable[[], str]:
        def ask() -> str:
            from connectors.base import AuthError
            from connectors.secret import read_secret

            if where.env is not None or where.command:
                return read_secret(env=where.env, command=where.command, environ=os.environ)
            found = self._vault().get(name)
            if found is None:
                sentence = (
                    f"No password of account '{name}' is kept here. `rapport account auth {name}` "
                    "asks for it."
                )
                raise AuthError(sentence)
            return found

        return ask

    def _imap(self, account: AccountConfig) -> ImapSettings:
        check_installed(account.kind)
        from connectors.imap import ImapSettings, SignIn, Tls

        return ImapSettings(
            host=account.host,
            user=account.user,
            secret=self.secret(account),
            port=account.port,
            tls=Tls(account.tls),
            sign_in=SignIn.XOAUTH2 if account.sign_in == "token" else SignIn.PASSWORD,
            context=_context(account.certificate),
            full_bodies=account.bodies,
        )

    def _smtp(self, account: AccountConfig, send: SendConfig) -> SmtpSettings:
        from connectors.smtp import SignIn, SmtpSettings, Tls

        secret = account.secret if send.secret is None else send.secret
        return SmtpSettings(
            host=send.host,
            user=send.user,
            secret=self._secret(secret, account.name),
            port=send.port,
            tls=Tls(send.tls),
            sign_in=SignIn.XOAUTH2 if account.sign_in == "token" else SignIn.PASSWORD,
            context=_context(account.certificate),
            copies=send.copy,
        )

    def _google(self, account: AccountConfig) -> GoogleSettings:
        check_installed(account.kind)
        from assistant.oauth import KeptGoogle, google_client, google_settings
        from connectors.base import AuthError

        try:
            kept = KeptGoogle.from_text(self.signed_in(account))
        except ValueError as error:
            raise AuthError(say_unusable(account.name)) from error.__cause__
        client = google_client(account, kept.client_secret)
        before = self._google_shared.get(account)
        if before is not None and before[0] == client:
            return before[1]
        save = self._keeper(account)
        made = google_settings(account, client, lambda: self.signed_in(account), save, self._clock)
        self._google_shared[account] = client, made
        return made

    def _microsoft(self, account: AccountConfig) -> MicrosoftSettings:
        check_installed(account.kind)
        from assistant.oauth import microsoft_settings

        if account not in self._microsoft_shared:
            self._microsoft_shared[account] = microsoft_settings(
                account, lambda: self.signed_in(account), self._keeper(account)
            )
        return self._microsoft_shared[account]

    def _exchange(self, account: AccountConfig) -> ExchangeSettings:
        check_installed(account.kind)
        from connectors.exchange import ExchangeSettings

        return ExchangeSettings(
            url=account.url or "",
            user=account.user,
            secret=self.secret(account),
            sign_in=_EXCHANGE_SIGN_INS[account.sign_in],
            mailbox=account.mailbox,
            access=_EXCHANGE_ACCESSES[account.access],
            full_bodies=account.bodies,
            context=_context(account.certificate),
            longest_pause_s=LONGEST_PAUSE_S,
        )

    def signed_in(self, account: AccountConfig) -> str:
        """What signing in on the provider's page gave.

        Raises:
            AuthError: nobody signed in yet.
        """
        from assistant.oauth import NeverSignedIn

        found = self._vault().get(account.name)
        if found is None:
            raise NeverSignedIn(account.name)
        return found

    def _keeper(self, account: AccountConfig) -> Callable[[str], None]:
        return lambda secret: self._vault().put(account.name, secret)


def check_installed(kind: AccountKind) -> None:
    """See that what an account of that kind needs is there.

    Raises:
        ExtraMissing: it is not; the sentence names the line that installs it.
    """
    if kind not in EXTRAS:
        return
    extra, module = EXTRAS[kind]
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ExtraMissing(kind, extra) from error


def is_installed(kind: AccountKind) -> bool:
    """Whether the libraries of a kind are there; loads none of them."""
    return kind not in EXTRAS or importlib.util.find_spec(EXTRAS[kind][1]) is not None


def let_go(connector: object) -> None:
    """End the connection of a connector that has one."""
    close = getattr(connector, "close", None)
    if close is not None:
        close()


def make_transport(report: ReportConfig) -> NoteTransport:
    """What carries the daily report to its owner."""
    from connectors.secret import read_secret
    from connectors.sendmail import SendmailCommand, SmtpHost

    smtp = report.smtp
    if report.via != "smtp" or smtp is None:
        return SendmailCommand(report.sendmail)

    def secret() -> str:
        return read_secret(env=smtp.secret_env, command=smtp.secret_command, environ=os.environ)

    return SmtpHost(smtp.host, smtp.port, tls=smtp.tls, user=smtp.user, secret=secret)


def _context(certificate: Path | None) -> ssl.SSLContext | None:
    """What is trusted besides the authorities of the system; None: nothing."""
    if certificate is None:
        return None
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(certificate)
    except (OSError, ssl.SSLError) as error:
        raise BadCertificate(certificate, error) from error
    return context
