"""Every page that somebody can open is among those that the browser tests look at."""

from flask import Flask

from tests.browser.addresses import PAGES

NOT_PAGES = {
    "bot_door", "api", "hooks", "mail_door", "static", "bootstrap.static", "health",
    # Files.
    "desk.file", "desk.file_preview", "desk.invoice_file", "desk.raw_mail", "desk.record", "portal.file", "portal.file_preview",
    "portal.invoice_file", "portal.record", "office.report_csv", "office.report_files", "office.review_pack", "desk.table_heading", "desk.example_document",
    # Parts of pages that their scripts fetch, and a way on.
    "desk.chat_since", "desk.ledger", "desk.rows", "desk.search_quickly", "portal.chat_messages", "desk.next_one",
}  # fmt: skip


def _places(app: Flask) -> set[str]:
    """What the listed addresses lead to; of “LIST > BEGINS” the list, and anything that begins so."""
    adapter = app.url_map.bind("localhost")
    found = set()
    for wanted in (one for pages in PAGES.values() for one in pages if one != "/nothing-here"):
        first, *further = wanted.split(" > ")
        for address in (first, *(f"{begins}1" for begins in further)):
            for path in (address, f"{address}/1"):
                if adapter.test(path.partition("?")[0]):
                    found.add(adapter.match(path.partition("?")[0])[0])
                    break
    return found


def test_every_page_is_listed(application: Flask) -> None:
    seen = _places(application)
    pages = [rule for rule in application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    left = {rule.endpoint for rule in pages if not {rule.endpoint, rule.endpoint.split(".")[0]} & NOT_PAGES}
    assert left - seen == set(), "add them to tests/browser/addresses.py"
