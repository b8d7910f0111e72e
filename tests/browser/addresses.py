"""Every page there is, for each of those who may open it; a page that is not here is missed by tests/house/test_pages_are_looked_at.py.

“LIST > BEGINS” is what the first link on the page LIST leads to that begins so.
"""

from playwright.sync_api import Page

AGENT, SPECIALIST = "ana.ruiz@lumen-larder.example", "sofia.lindqvist@lumen-larder.example"
MANAGER = "grace.adeyemi@lumen-larder.example"
CLIENT = "maria.santos@harbour-cafe.example"
RUN = "00000000-0000-4000-8000-000000000001"
"""A deed done to several, to which no list leads."""
INVOICE = "/portal/invoices > /portal/invoices/"
DISPUTES = [f"DSP-{number:05}" for number in range(1, 9)]

PAGES = {
    "": [
        "/", "/sign-in", "/sign-in/link/unknown", "/survey/unknown", "/letters/stop/unknown", "/nothing-here", "/help", "/help?q=hold",
        "/policies/disputes", "/help/our-billing-policy",
    ],
    CLIENT: [
        "/portal/", "/portal/invoices", INVOICE, "/portal/invoices/INV-2026-0042", "/portal/disputes", "/portal/chat",
        "/portal/disputes/DSP-00001", "/portal/disputes/DSP-00004", "/portal/disputes/DSP-00006", "/portal/disputes/new",
        "/portal/disputes/new?invoice=INV-2026-0042", "/portal/you", "/portal/letters", "/portal/company", "/portal/people",
        "/portal/payments", "/portal/agreements", "/portal/documents", "/portal/documents > /portal/documents/letters/",
        "/portal/disputes/DSP-00006 > /portal/documents/", "/portal/welcome", "/portal/why/balance", f"{INVOICE} > /portal/why/",
        "/portal/notices/1",
    ],
    AGENT: [
        "/desk/?view=all", "/desk/?view=all&tier=2&client=x", "/desk/?view=mine", "/desk/?view=all&amount=5&sort=most&col=amount&col=tags&col=channel",
        "/desk/replies", "/desk/bulk?deed=take&reference=DSP-00001&reference=DSP-00007", "/desk/bulk?deed=assign&reference=DSP-00001",
        f"/desk/bulk/{RUN}", "/desk/chats", "/desk/chats > /desk/chats/", *(f"/desk/disputes/{reference}" for reference in DISPUTES),
        "/desk/clients/CL-0001", "/desk/invoices/INV-2026-0042", "/desk/documents", "/desk/you", "/desk/you/second-factor", "/desk/letters",
        "/desk/mail", "/desk/mail > /desk/mail/", "/desk/disputes/new?invoice=INV-2026-0042", "/desk/search", "/desk/search?q=delivery",
        "/desk/search?q=nothing+like+this", "/dev/mail", "/dev/mail/1",
    ],
    SPECIALIST: ["/desk/?view=mine", "/desk/?view=unassigned", "/desk/disputes/DSP-00003", "/prevention/findings", "/prevention/drafts"],
    MANAGER: [
        "/office/approvals", "/office/escalations", "/desk/disputes/DSP-00002", "/desk/disputes/DSP-00003", "/office/now", "/office/start",
        "/office/rules", "/office/rules/default_b2b", "/office/clients", "/office/clients/CL-0001", "/office/articles", "/office/articles/new",
        "/office/articles/our-billing-policy", "/office/people", "/office/people > /office/people/", "/office/overrides", "/office/reports",
        "/office/reports/volume", "/office/reports/reasons", "/office/reports/value", "/office/delivery", "/office/delivery > /office/delivery/",
        "/office/review", "/office/voices", "/prevention/drafts", "/prevention/findings", "/prevention/incidents", "/prevention/incidents > /prevention/incidents/",
        "/prevention/tasks", "/prevention/tasks > /prevention/tasks/", "/prevention/drafts > /prevention/drafts/",
        "/prevention/findings > /prevention/findings/",
    ],
}  # fmt: skip


def address_of(page: Page, home: str, wanted: str) -> str:
    first, *further = wanted.split(" > ")
    found = home + first
    for begins in further:
        page.goto(found)
        link = page.locator(f"main a[href^='{begins}']").first
        assert link.count(), f"{wanted}: no link to {begins} on {found}"
        found = home + (link.get_attribute("href") or "")
    return found
