"""The server's side of NTLMv2, after MS-NLMP: challenge, proof and integrity of the messages.

Written apart from the client's library, so that the two check each other. Not for signing or
sealing of what follows: HTTP does neither.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_SIGNATURE = b"NTLMSSP\0"
#: Unicode, NTLM, always sign, extended session security, target information, version, 128 and 56
#: bits, the domain as target; no key exchange, so that the session key is that of the proof.
_FLAGS = 0x00000205 | 0x00018000 | 0x00080000 | 0x00800000 | 0x02000000 | 0xA0000000
_DOMAIN = "WIRTH".encode("utf-16-le")
_HOST = "MAIL".encode("utf-16-le")
#: 2 March 2026, as Windows counts it; its presence obliges the client to send a MIC.
_TIME = struct.pack("<Q", 134_169_120_000_000_000)


class NotProven(Exception):
    """The answer does not prove that the client knows the password."""


@dataclass
class Challenge:
    """The second message, and the first that asked for it."""

    negotiate: bytes
    nonce: bytes = b"\x01\x23\x45\x67\x89\xab\xcd\xef"
    message: bytes = field(init=False)

    def __post_init__(self) -> None:
        pairs = [(2, _DOMAIN), (1, _HOST), (7, _TIME), (0, b"")]
        target = b"".join(struct.pack("<HH", key, len(value)) + value for key, value in pairs)
        start = 56
        self.message = b"".join(
            (
                _SIGNATURE,
                struct.pack("<I", 2),
                struct.pack("<HHI", len(_DOMAIN), len(_DOMAIN), start),
                struct.pack("<I", _FLAGS),
                self.nonce,
                bytes(8),
                struct.pack("<HHI", len(target), len(target), start + len(_DOMAIN)),
                bytes((10, 0, 0x63, 0x45, 0, 0, 0, 15)),
                _DOMAIN,
                target,
            )
        )


def login_of(token: bytes) -> tuple[str, str] | None:
    """(domain, name) of a third message; None: it is a first one."""
    if not token.startswith(_SIGNATURE) or len(token) < 12:
        return "", ""
    if struct.unpack_from("<I", token, 8)[0] == 1:
        return None
    return _field(token, 28).decode("utf-16-le"), _field(token, 36).decode("utf-16-le")


def answered(
    challenge: Challenge, token: bytes, password: str, certificate: bytes | None = None
) -> None:
    """Check the third message.

    Args:
        certificate: The server's own (DER), to which the proof must then be bound.

    Raises:
        NotProven: the proof or the MIC is wrong, or there is none; or it is bound to another host.
    """
    domain, name = login_of(token) or ("", "")
    response = _field(token, 20)
    if len(response) <= 24:
        raise NotProven("The answer is of NTLM version 1, which is refused.")
    owf = _hmac(md4(password.encode("utf-16-le")), (name.upper() + domain).encode("utf-16-le"))
    proof = _hmac(owf, challenge.nonce + response[16:])
    if not hmac.compare_digest(proof, response[:16]):
        raise NotProven("The proof is wrong: another password, or another challenge.")
    if certificate is not None and _pair(response[44:], 10) != binding(certificate):
        raise NotProven("The proof is not bound to the certificate of this server.")
    key = _hmac(owf, proof)
    unsigned = token[:72] + bytes(16) + token[88:]
    mic = _hmac(key, challenge.negotiate + challenge.message + unsigned)
    if not hmac.compare_digest(mic, token[72:88]):
        raise NotProven("The MIC is wrong: the messages were changed on their way.")


def binding(certificate: bytes) -> bytes:
    """What binds a proof to a channel: MD5 over the structure of RFC 2744, 3.11, as MS-NLMP has it."""
    data = b"tls-server-end-point:" + hashlib.sha256(certificate).digest()
    return hashlib.md5(bytes(16) + struct.pack("<I", len(data)) + data).digest()


def _pair(pairs: bytes, wanted: int) -> bytes:
    """The value of one of the pairs that the client sent back, or nothing."""
    while len(pairs) >= 4:
        key, length = struct.unpack_from("<HH", pairs)
        if key == wanted:
            return pairs[4 : 4 + length]
        pairs = pairs[4 + length :]
    return b""


def _field(token: bytes, at: int) -> bytes:
    length, _, start = struct.unpack_from("<HHI", token, at)
    return token[start : start + length]


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.md5).digest()


def md4(message: bytes) -> bytes:
    """MD4 (RFC 1320); OpenSSL 3 no longer has it."""
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    padded = message + b"\x80" + bytes((55 - len(message)) % 64)
    padded += struct.pack("<Q", len(message) * 8)
    for start in range(0, len(padded), 64):
        words = struct.unpack_from("<16I", padded, start)
        state = [(a + b) & 0xFFFFFFFF for a, b in zip(state, _block(state, words), strict=True)]
    return struct.pack("<4I", *state)


_Mix = Callable[[int, int, int], int]
_ROUNDS: tuple[tuple[_Mix, int, tuple[int, ...], Sequence[int]], ...] = (
    (lambda x, y, z: (x & y) | (~x & z), 0, (3, 7, 11, 19), range(16)),
    (
        lambda x, y, z: (x & y) | (x & z) | (y & z),
        0x5A827999,
        (3, 5, 9, 13),
        [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    ),
    (
        lambda x, y, z: x ^ y ^ z,
        0x6ED9EBA1,
        (3, 9, 11, 15),
        [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    ),
)


def _block(state: list[int], words: tuple[int, ...]) -> list[int]:
    a, b, c, d = state
    for mix, added, shifts, order in _ROUNDS:
        for step, index in enumerate(order):
            total = (a + mix(b, c, d) + words[index] + added) & 0xFFFFFFFF
            shift = shifts[step % 4]
            a, b, c, d = d, (total << shift | total >> (32 - shift)) & 0xFFFFFFFF, b, c
    return [a, b, c, d]
