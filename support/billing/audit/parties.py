"""R11: whether a bill is made out to the client as it was verified to be on the day of issue."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from support.billing.audit.facts import Context, Document, PartyFacts
from support.billing.audit.happened import DetailsFacts
from support.billing.audit.results import Answer, Found, NotCheckable, evidence
from support.billing.kinds import Severity
from support.kernel.sayings import N_, joined

_WORDS = {
    "limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co", "gesellschaft": "ges",
    "street": "st", "strasse": "str", "road": "rd", "avenue": "ave", "square": "sq", "lane": "ln", "saint": "st",
    "boulevard": "blvd", "place": "pl", "drive": "dr", "building": "bldg", "and": "", "the": "",
}  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss", "œ": "oe"})
_BARE = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "œ": "o", "ł": "l", "đ": "d"})
_BOX = re.compile(r"\b(p\.?\s*o\.?\s*box|postfach|boite postale|bp \d|apartado|postbus)\b", re.IGNORECASE)


def wrong_party(context: Context) -> Iterator[Answer]:
    """R11: the buyer's frozen name, address, tax number and e-mail against the client's verified ones at the date of
    issue, compared without accents, case, punctuation and the usual abbreviations; and whose agreement it names. Once a
    client: addresses that mail comes back from, or that an unrelated client has too."""
    for document in context.documents:
        if document.contract_reference in context.foreign_contracts:
            yield _other_agreement(document)
        known = details_on(context, document.issued_on)
        if known is None or known.verified_on is None:
            if context.organisation is not None:
                yield NotCheckable(
                    "R11", document, N_("The client's details at the date of issue were never verified.")
                )
            continue
        wrong = list(_different(context, document.buyer, known))
        if wrong:
            yield _finding(document, known, wrong)
    yield from _unverified(context)
    yield from _bounced(context)
    yield from _shared(context)


def details_on(context: Context, on: date) -> DetailsFacts | None:
    """Who moved after the issue was still where the bill says."""
    held = [row for row in context.details if row.valid_from <= on]
    return max(held, key=lambda row: row.valid_from, default=None)


def forms(said: str) -> set[str]:
    """What a text may be written as: Müller, Mueller and Muller are one name; so are Ltd. and Limited."""
    folded = unicodedata.normalize("NFC", said).casefold().replace("&", " and ")
    return {_plain(folded.translate(_UMLAUTS)), _plain(folded.translate(_BARE))}


def _plain(text: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)[.'’](?=\w)", "", bare))
    return "".join(_WORDS.get(word, word) for word in words)


def same(one: str, other: str) -> bool:
    return bool(forms(one) & forms(other))


def _different(context: Context, buyer: PartyFacts, known: DetailsFacts) -> Iterator[tuple[str, str, str]]:
    """(what, as billed, as verified); what either side does not say is no difference."""
    if buyer.name and known.name and not any(same(buyer.name, name) for name in (known.name, *context.other_names)):
        yield "name", buyer.name, known.name
    box = _BOX.search(buyer.street) or _BOX.search(known.street)
    fields = [("city", buyer.city, known.city), ("postcode", buyer.postcode, known.postcode)]
    fields = [] if box else [("street", buyer.street, known.street), *fields]
    fields += [("country", buyer.country, known.country), ("tax number", buyer.tax_id, known.tax_id)]
    fields.append(("e-mail", buyer.email, known.email))
    for what, billed, verified in fields:
        if billed and verified and not same(billed, verified):
            yield what, billed, verified


_SAID = {
    "name": N_("name"),
    "street": N_("street"),
    "city": N_("city"),
    "postcode": N_("postcode"),
    "country": N_("country"),
    "tax number": N_("tax number"),
    "e-mail": N_("e-mail"),
}


_ONE_FIELD = N_("%(number)s is not made out to the client as they were on %(issued_on)s: %(said)s.")
_NOT_AS_VERIFIED = N_("the %(what)s is “%(billed)s”, verified is “%(verified)s”")


def _finding(document: Document, known: DetailsFacts, wrong: list[tuple[str, str, str]]) -> Found:
    said = joined(
        "; ",
        [N_(_NOT_AS_VERIFIED, what=_SAID[what], billed=billed, verified=verified) for what, billed, verified in wrong],
    )
    grave = any(what in ("name", "tax number", "country") for what, _, _ in wrong)
    return Found(
        rule="R11",
        document=document,
        place="buyer",
        reason="wrong_client_data",
        severity=Severity.ERROR if grave else Severity.WARNING,
        message=N_(_ONE_FIELD, number=document.number, issued_on=document.issued_on, said=said),
        evidence=(evidence("client", known.name, N_("Details from %(valid_from)s", valid_from=known.valid_from)),),
        against=tuple(f"{what} {billed} {verified}" for what, billed, verified in wrong),
    )


def _other_agreement(document: Document) -> Found:
    return Found(
        rule="R11",
        document=document,
        place="contract",
        reason="wrong_client_data",
        severity=Severity.ERROR,
        message=N_(
            "The document names agreement %(contract_reference)s, which is another client's.",
            contract_reference=document.contract_reference,
        ),
        against=(str(document.contract_reference),),
    )


def _unverified(context: Context) -> Iterator[Answer]:
    """Once a client, on the newest bill: nobody has confirmed the details for too long."""
    if not (context.whole and context.documents and context.details):
        return
    last = max(context.details, key=lambda row: row.valid_from)
    months = context.numbers.verified_months
    if last.verified_on is None or (context.today - last.verified_on).days <= months * 365 // 12:
        return
    newest = max(context.documents, key=lambda row: (row.issued_on, row.number))
    yield Found(
        rule="R11",
        document=newest,
        place="buyer.verified",
        reason="wrong_client_data",
        severity=Severity.INFO,
        message=N_(
            "The client's details were last confirmed on %(verified_on)s, more than %(months)s months ago.",
            verified_on=last.verified_on,
            months=months,
        ),
        against=(str(last.verified_on),),
    )


def _newest(context: Context) -> Document | None:
    return max(context.invoices, key=lambda row: (row.issued_on, row.number), default=None) if context.whole else None


def _bounced(context: Context) -> Iterator[Answer]:
    """On the newest bill: what is sent there reaches nobody."""
    newest = _newest(context)
    for email, since in sorted(context.bounced) if newest else ():
        yield Found(
            rule="R11",
            document=newest,
            place="buyer.email",
            reason="wrong_client_data",
            severity=Severity.WARNING,
            message=N_(
                "Mail to %(email)s has come back since %(since)s: ask the client for an address that works.",
                email=email,
                since=since,
            ),
            evidence=(evidence("address", email, N_("mail came back on %(since)s", since=since)),),
            against=(email, str(since)),
        )


def _shared(context: Context) -> Iterator[Answer]:
    """A hint: one address for clients that have nothing to do with each other was often copied."""
    newest = _newest(context)
    if newest is None or not context.neighbours:
        return
    others = ", ".join(context.neighbours)
    yield Found(
        rule="R11",
        document=newest,
        place="buyer.address",
        reason="wrong_client_data",
        severity=Severity.INFO,
        message=N_(
            "The client's address is also that of %(others)s, who are not known to belong together.", others=others
        ),
        evidence=tuple(evidence("client", ref, N_("the same address")) for ref in context.neighbours),
        against=tuple(context.neighbours),
    )
