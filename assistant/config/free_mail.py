"""Domains that stand for nobody: mail for everybody, and those under which firms register theirs."""

from __future__ import annotations

#: Mail for everybody: an address here stands for itself alone. Written down from the mail
#: providers' own sign-up pages; names that exist under many top-level domains stand below.
FREE_MAIL = frozenset(
    "gmail.com googlemail.com msn.com passport.com ymail.com rocketmail.com aol.com aim.com "
    "icloud.com me.com mac.com web.de t-online.de freenet.de posteo.de mailbox.org arcor.de "
    "protonmail.com protonmail.ch proton.me pm.me tutanota.com tutanota.de tuta.io tuta.com "
    "fastmail.com fastmail.fm hushmail.com zoho.com zohomail.com hey.com mail.com email.com "
    "mail.ru inbox.ru list.ru bk.ru rambler.ru ya.ru qq.com foxmail.com 163.com 126.com yeah.net "
    "sina.com sina.cn sohu.com aliyun.com naver.com daum.net hanmail.net nate.com kakao.com "
    "orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr libero.it virgilio.it "
    "tiscali.it alice.it tin.it fastwebnet.it terra.com.br uol.com.br bol.com.br ig.com.br "
    "globo.com globomail.com rediffmail.com rediff.com att.net comcast.net verizon.net "
    "sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net "
    "rogers.com shaw.ca sympatico.ca telus.net btinternet.com btopenworld.com sky.com "
    "talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk bluewin.ch hispeed.ch telenet.be "
    "skynet.be ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl seznam.cz centrum.cz email.cz "
    "wp.pl o2.pl onet.pl interia.pl op.pl poczta.fm docomo.ne.jp ezweb.ne.jp softbank.ne.jp "
    "i.softbank.jp nifty.com ocn.ne.jp bigpond.com optusnet.com.au telia.com online.no "
    "walla.co.il bezeqint.net ukr.net i.ua abv.bg freemail.hu citromail.hu prodigy.net.mx".split()
)
_FREE_LABELS = frozenset("hotmail outlook live yahoo gmx yandex aol".split())
#: What may stand behind one of these labels: a country, or "co.jp" and the like.
_SECOND_LEVEL = frozenset("co com net org".split())
#: What stands before a country's code where firms register below it, as in "co.uk" or "com.br".
_REGISTRIES = frozenset(
    "ac co com edu firm go gob gov gouv ind info ltd me ne net nom or org plc sch web".split()
)


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address there, so that it says nothing of an organisation."""
    if domain in FREE_MAIL:
        return True
    labels = domain.split(".")
    return labels[0] in _FREE_LABELS and (
        len(labels) == 2 or (len(labels) == 3 and labels[1] in _SECOND_LEVEL)
    )


def is_public_suffix(domain: str) -> bool:
    """Whether anybody can register below a domain, as below ``co.uk``: it is no organisation's."""
    labels = domain.split(".")
    if len(labels) == 1:
        return True
    if len(labels) != 2 or len(labels[1]) != 2 or labels[0] not in _REGISTRIES:
        return False
    # The list costs a tenth of a second to read: it is asked where the form alone is not enough.
    from tldextract import TLDExtract

    found = TLDExtract(suffix_list_urls=(), cache_dir=None)(domain)
    return not found.top_domain_under_public_suffix
