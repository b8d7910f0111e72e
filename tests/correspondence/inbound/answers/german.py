"""In German."""

from tests.correspondence.inbound.answers import Case

SAID = "Die Bohnen kamen einmal, nicht zweimal."
OLD = "> Guten Tag Frau Santos,\n>\n> an welchen Standort wurde geliefert?\n"
PLAIN_OLD = "Guten Tag Frau Santos,\n\nan welchen Standort wurde geliefert?\n"
HEAD = "Von: Abrechnung <desk@lumen.example>\nGesendet: Montag, 16. März 2026 09:12\nAn: Maria Santos <maria@harbour.example>\nBetreff: Eine Frage\n\n"

CASES: list[Case] = [
    (
        "gmail",
        f"{SAID}\n\nAm Mo., 16. März 2026 um 09:12 Uhr schrieb Abrechnung <\ndesk@lumen.example>:\n\n{OLD}",
        SAID,
    ),
    (
        "gmail in one line",
        f"{SAID}\n\nAm Mo., 16. März 2026 um 09:12 Uhr schrieb Abrechnung <desk@lumen.example>:\n{OLD}",
        SAID,
    ),
    ("outlook", f"{SAID}\n\n{HEAD}{PLAIN_OLD}", SAID),
    (
        "outlook, date instead of sent",
        f"{SAID}\n\nVon: Abrechnung <desk@lumen.example>\nDatum: Montag, 16. März 2026 um 09:12\nAn: Maria\nBetreff: Eine Frage\n\n{PLAIN_OLD}",
        SAID,
    ),
    ("old outlook", f"{SAID}\n\n-----Ursprüngliche Nachricht-----\n{HEAD}{PLAIN_OLD}", SAID),
    ("apple mail", f"{SAID}\n\n> Am 16.03.2026 um 09:12 schrieb Abrechnung <desk@lumen.example>:\n> \n{OLD}", SAID),
    (
        "iphone",
        f"{SAID}\n\nVon meinem iPhone gesendet\n\n> Am 16.03.2026 um 09:12 schrieb Abrechnung <desk@lumen.example>:\n> \n{OLD}",
        SAID,
    ),
    ("thunderbird", f"{SAID}\n\nAm 16.03.26 um 09:12 schrieb Abrechnung:\n{OLD}", SAID),
    (
        "yahoo",
        f"{SAID}\n\n    Am Montag, 16. März 2026 um 09:12:00 MEZ hat Abrechnung <desk@lumen.example> Folgendes geschrieben:  \n \n {PLAIN_OLD}",
        SAID,
    ),
    (
        "samsung",
        f"{SAID}\n\nVon meinem Galaxy gesendet\n\n-------- Ursprüngliche Nachricht --------\nVon: Abrechnung <desk@lumen.example>\nDatum: 16.03.26 09:12 (GMT+01:00)\nAn: Maria\nBetreff: Eine Frage\n\n{PLAIN_OLD}",
        SAID,
    ),
    (
        "outlook on a telephone",
        f"{SAID}\n\nOutlook für Android herunterladen<https://aka.ms/x>\n________________________________\n{HEAD}{PLAIN_OLD}",
        SAID,
    ),
    (
        "web mailer",
        f"{SAID}\n\nGesendet: Montag, 16. März 2026 um 09:12 Uhr\nVon: Abrechnung <desk@lumen.example>\nAn: Maria\nBetreff: Frage\n\n{PLAIN_OLD}",
        SAID,
    ),
    (
        "closing and a name",
        f"{SAID}\n\nMit freundlichen Grüßen\nMaria Santos\n\nHarbour Café GmbH\nKaistraße 1\n20457 Hamburg\nTel. 040 123456\n",
        SAID,
    ),
    ("closing in short", f"{SAID}\n\nVG Maria", f"{SAID}\n\nVG Maria"),
    ("closing on its own line", f"{SAID}\n\nViele Grüße,\nMaria", SAID),
    ("thanks and a name", f"{SAID}\n\nVielen Dank im Voraus!\nMaria Santos", SAID),
    (
        "confidential",
        f"{SAID}\n\nDiese E-Mail enthält vertrauliche Informationen und ist nur für den Empfänger bestimmt.",
        SAID,
    ),
    ("answered below", f"Am 16.03.26 um 09:12 schrieb Abrechnung:\n{OLD}\n{SAID}\n", SAID),
    (
        "words stay",
        "Am 3. März kam nichts.\nSie schrieben: zweimal.\nDas stimmt nicht.",
        "Am 3. März kam nichts.\nSie schrieben: zweimal.\nDas stimmt nicht.",
    ),
]
