"""Domains: which organisation one belongs to, and which are nobody's in particular.

Registrable domains follow the public suffix list that comes with tldextract; nothing is fetched
and nothing is written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.config.free_mail import is_free_mail

if TYPE_CHECKING:
    from tldextract import TLDExtract

__all__ = ["domain_of", "is_free_mail", "is_under", "registrable_domain"]


def domain_of(address: str) -> str:
    """The part behind the last ``@``; ``''`` where there is none."""
    return address.rpartition("@")[2] if "@" in address else ""


@lru_cache(maxsize=4096)
def registrable_domain(domain: str) -> str:
    """The domain an organisation registered: ``mail.acme.co.uk`` → ``acme.co.uk``.

    A top-level domain that no list knows counts as one suffix. What is no domain name (an address
    in brackets, a single label) stands for itself.
    """
    labels = domain.split(".")
    if len(labels) <= 2 or domain.startswith("[") or domain.replace(".", "").isdigit():
        return domain  # two labels are either registrable or no place for a mailbox
    found = _suffix_list()(domain)
    return found.top_domain_under_public_suffix or ".".join(labels[-2:])


@lru_cache(maxsize=1)
def _suffix_list() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def is_under(domain: str, parent: str) -> bool:
    """Whether a domain is the other or lies below it."""
    return domain == parent or domain.endswith("." + parent)
