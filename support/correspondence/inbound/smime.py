"""The mail inside an S/MIME signature that wraps its words up (RFC 8551, signed-data). Pure, bounded.

BER is read as far as the way to the content goes, and no further: lengths said or open, the content in one piece or in
many. The signature is not verified, and nobody is believed for having one: who wrote it is asked as of any mail.
"""

from support.correspondence.inbound import limits

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_SEQUENCE, _SET, _OID, _INTEGER, _OCTETS, _CONTENT = 0x30, 0x31, 0x06, 0x02, 0x04, 0xA0
_END = b"\x00\x00"


class NotReadable(Exception):
    """It is no signed data, is damaged, or holds no content."""


def opened(data: bytes) -> bytes:
    """What has been signed: a mail's part with its headers. Raises `NotReadable`."""
    at, _ = _enter(data, 0, _SEQUENCE)
    at = _named(data, at, _SIGNED_DATA)
    at, _ = _enter(data, at, _CONTENT)
    at, _ = _enter(data, at, _SEQUENCE)
    at = _past(data, _past(data, at, _INTEGER), _SET)
    at, _ = _enter(data, at, _SEQUENCE)
    at = _named(data, at, _DATA)
    at, _ = _enter(data, at, _CONTENT)
    return _octets(data, at)


def _head(data: bytes, at: int) -> tuple[int, int, int | None]:
    """(tag, where its content begins, where it ends): None where that is not said."""
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        raise NotReadable
    tag, length, at = data[at], data[at + 1], at + 2
    if length == 0x80:
        return tag, at, None
    if length > 0x80:
        more = length & 0x7F
        length, at = int.from_bytes(data[at : at + more], "big"), at + more
    if at + length > len(data):
        raise NotReadable
    return tag, at, at + length


def _enter(data: bytes, at: int, wanted: int) -> tuple[int, int | None]:
    tag, begin, end = _head(data, at)
    if tag != wanted:
        raise NotReadable
    return begin, end


def _named(data: bytes, at: int, wanted: bytes) -> int:
    begin, end = _enter(data, at, _OID)
    if end is None or data[begin:end] != wanted:
        raise NotReadable
    return end


def _past(data: bytes, at: int, wanted: int) -> int:
    """Where what comes next begins; what is open within is closed first."""
    begin, end = _enter(data, at, wanted)
    if end is not None:
        return end
    at, open_ones = begin, 1
    for _ in range(limits.MOST_SIGNED_PIECES):
        if data[at : at + 2] == _END:
            at, open_ones = at + 2, open_ones - 1
            if not open_ones:
                return at
            continue
        _, begin, end = _head(data, at)
        at, open_ones = (begin, open_ones + 1) if end is None else (end, open_ones)
    raise NotReadable


def _octets(data: bytes, at: int) -> bytes:
    tag, at, end = _head(data, at)
    if tag == _OCTETS and end is not None:
        return data[at:end]
    if tag != _OCTETS | 0x20:
        raise NotReadable
    pieces: list[bytes] = []
    for _ in range(limits.MOST_SIGNED_PIECES):
        if at == end or (end is None and data[at : at + 2] == _END):
            return b"".join(pieces)
        begin, stop = _enter(data, at, _OCTETS)
        if stop is None:
            raise NotReadable
        pieces.append(data[begin:stop])
        at = stop
    raise NotReadable
