"""From the bytes of a mail to what the desk needs of it. Pure, bounded, and never raises: see `limits`."""

import hashlib
import re
from dataclasses import dataclass, field

from support.correspondence import automatic
from support.correspondence.inbound import bounces, limits, replies
from support.correspondence.inbound.bodies import Content, Found, content_of
from support.correspondence.inbound.charsets import writable
from support.correspondence.inbound.headers import Headers, author
from support.correspondence.inbound.mime import Part, TooMuch, read, split_headers
from support.kernel.sayings import N_

RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc|vs|doorst)\s*:", re.IGNORECASE)


@dataclass
class Parsed:
    """`problem` says why a person has to look at it; empty when it can be handled.

    `text` is what the writer wrote themselves, `whole` with quotes and signature. `automatic`: why it is a program's.
    `lists`: the addresses of the mailing lists that it came over. `no_answer`: why nothing may be answered by itself. `content_digest` names the mail whichever way it came.
    """

    author: str = ""
    author_name: str = ""
    subject: str = ""
    message_id: str = ""
    recipients: list[str] = field(default_factory=list)
    thread_ids: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    text: str = ""
    whole: str = ""
    attachments: list[Found] = field(default_factory=list)
    automatic: list[str] = field(default_factory=list)
    no_answer: list[str] = field(default_factory=list)
    bounce: bounces.Bounce | None = None
    content_digest: str = ""
    problem: str = ""


def parse(raw: bytes, *, envelope_from: str | None = None) -> Parsed:
    """Whatever is wrong with the mail ends as its `problem`."""
    parsed = Parsed(content_digest=hashlib.sha256(raw).hexdigest())
    try:
        block, _ = split_headers(raw[: limits.LARGEST_HEADERS + 8], limits.LARGEST_HEADERS)
        headers = Headers(block)
        _read_headers(parsed, headers)
        parsed.content_digest = hashlib.sha256(raw[len(block) :]).hexdigest()
        parsed.problem = _too_large(raw, block) or _read_content(parsed, raw, envelope_from)
    except TooMuch as what:
        parsed.problem = N_("It has %(what)s.", what=what)
    except Exception as trouble:  # the mail is hostile, or we are wrong: either way it is kept, and a person looks
        parsed.problem = N_("It could not be read (%(name)s).", name=type(trouble).__name__)
    return parsed


def _too_large(raw: bytes, block: bytes) -> str:
    if len(raw) > limits.LARGEST_READ:
        return N_(
            "It is %(len)s MB large; up to %(largest_read)s MB are read.",
            len=len(raw) // limits.MB,
            largest_read=limits.LARGEST_READ // limits.MB,
        )
    # Without an empty line within the limit, what follows would pass for the writer's own words.
    return N_("Its headers are too long to be read.") if len(block) >= limits.LARGEST_HEADERS else ""


def _read_headers(parsed: Parsed, headers: Headers) -> None:
    parsed.author_name, parsed.author = author(headers)
    parsed.subject = headers.text("subject")[:500]
    ids = headers.message_ids("message-id")
    parsed.message_id = ids[0] if ids else ""
    parsed.recipients = headers.addresses(*RECIPIENTS)
    parsed.thread_ids = list(dict.fromkeys(headers.message_ids("in-reply-to", "references")))
    parsed.verdicts = headers.all("authentication-results")
    named = [re.sub(r"^.*<([^<>.]+)\.([^<>]+)>.*$", r"\1@\2", value).lower() for value in headers.all("list-id")]
    parsed.lists = [*headers.addresses("list-post"), *named]


def _read_content(parsed: Parsed, raw: bytes, envelope_from: str | None) -> str:
    tree = read(raw)
    content = content_of(tree)
    _read_words(parsed, content)
    parsed.attachments = content.attachments
    plain = {name: tree.headers.raw(name) for name in _SEEN if tree.headers.count(name)}
    facts = {"subject": parsed.subject, "author": parsed.author, "text": parsed.text, "kind": tree.kind}
    parsed.automatic = automatic.signs(plain, envelope_from=envelope_from, **facts)
    parsed.no_answer = automatic.wants_no_answer(plain, parsed.author)
    parsed.bounce = bounces.bounce_of(tree, content.text) if parsed.automatic else None
    return _problem(parsed, tree, content)


_SEEN = (
    *("auto-submitted", "precedence", "return-path", "x-auto-response-suppress", "list-id", "list-unsubscribe"),
    *automatic.MARKS,
)


def _read_words(parsed: Parsed, content: Content) -> None:
    parsed.whole = writable(content.text).strip()[: limits.LONGEST_TEXT]
    own = writable(content.own).strip()
    parsed.text = replies.visible(own)
    if not parsed.text and FORWARDED.match(parsed.subject):
        parsed.text = parsed.whole  # a mail that is passed on is nothing but its quote


def _problem(parsed: Parsed, tree: Part, content: Content) -> str:
    if content.sealed:
        return content.sealed
    if parsed.automatic:
        return ""
    if not parsed.author:
        several = tree.headers.count("from") > 1 or tree.headers.raw("from").count("@") > 1
        return N_("It names several senders.") if several else N_("It has no proper sender.")
    return "" if parsed.text or parsed.attachments else N_("It holds no words and no files.")
