"""Answers written for each program as it really sets them: wrapped heads, narrow blanks, footers that the law wants, answers between the lines."""

from tests.correspondence.inbound.answers import Case

ENGLISH = "The second delivery never came.\nCould you check the signature?"
GERMAN = "Die zweite Lieferung kam nie an.\nBitte prüfen Sie die Unterschrift."
FRENCH = "La deuxième livraison n’est jamais arrivée.\nPouvez-vous vérifier ?"
SPANISH = "La segunda entrega nunca llegó.\n¿Pueden comprobarlo?"
QUOTE = "> Dear Ms Santos,\n>\n> which of your sites got the beans?\n>\n> > INV-2026-0042: 240.00 EUR\n"
PLAIN = "Dear Ms Santos,\n\nwhich of your sites got the beans?\n\nINV-2026-0042: 240.00 EUR\n"
FOOTER = (
    "Mit freundlichen Grüßen / Kind regards\n\ni. A. Maria Santos\nLeiterin Einkauf\n\nHarbour Café GmbH & Co. KG\n"
    "Kaistraße 1\n20457 Hamburg\n\nTel.: +49 40 123456-78\nMobil: +49 170 1234567\nFax: +49 40 123456-99\n"
    "maria@harbour.example\nwww.harbour.example\n\nSitz: Hamburg, Amtsgericht Hamburg, HRA 12345\n"
    "Geschäftsführer: Jan Petersen, Ute Brandt\nUSt-IdNr.: DE123456789\n"
)

CASES: list[Case] = [
    (
        "gmail, English, answers between the lines",
        "On Mon, Mar 16, 2026 at 9:12\u202fAM Lumen & Larder Billing <desk@lumen.example>\nwrote:\n\n> Which site got the beans?\n\nThe one in Quay Street.\n\n> Who signed?\n\nNobody we know.\n",
        "The one in Quay Street.\n\nNobody we know.",
    ),
    (
        "gmail on Android, German",
        f"{GERMAN}\n\nLumen & Larder Abrechnung <desk@lumen.example> schrieb am Mo., 16. März 2026,\n09:12:\n\n{QUOTE}",
        GERMAN,
    ),
    (
        "gmail, Spanish, address in brackets",
        f"{SPANISH}\n\nEl lun, 16 mar 2026 a las 9:12, Facturación de Lumen & Larder (<\ndesk@lumen.example>) escribió:\n\n{QUOTE}",
        SPANISH,
    ),
    (
        "gmail, French, wrapped before the last word",
        f"{FRENCH}\n\nLe lun. 16 mars 2026 à 09:12, Facturation Lumen & Larder <desk@lumen.example> a\nécrit :\n\n{QUOTE}",
        FRENCH,
    ),
    (
        "apple mail, French, narrow blank",
        f"{FRENCH}\n\n> Le 16 mars 2026 à 09:12, Facturation <desk@lumen.example> a écrit\u202f:\n> \n{QUOTE}",
        FRENCH,
    ),
    (
        "iphone, Spanish",
        f"{SPANISH}\n\nEnviado desde mi iPhone\n\n> El 16 mar 2026, a las 9:12, Facturación <desk@lumen.example> escribió:\n> \n> \ufeff\n{QUOTE}",
        SPANISH,
    ),
    (
        "outlook, French, unbreakable blanks",
        f"{FRENCH}\n\nDe\u00a0: Facturation <desk@lumen.example>\nEnvoyé\u00a0: lundi 16 mars 2026 09:12\nÀ\u00a0: Maria Santos <maria@harbour.example>\nCc\u00a0: Jean <jean@harbour.example>\nObjet\u00a0: RE: Une question\n\n{PLAIN}",
        FRENCH,
    ),
    (
        "outlook, German, with copies and importance",
        f"{GERMAN}\n\n{FOOTER}\n\n\nVon: Abrechnung <desk@lumen.example>\nGesendet: Montag, 16. März 2026 09:12\nAn: Maria Santos <maria@harbour.example>\nCc: Jan Petersen <jan@harbour.example>\nBetreff: AW: [EXTERN] Eine Frage\nPriorität: Hoch\n\n{PLAIN}",
        GERMAN,
    ),
    (
        "outlook on a Mac, English",
        f"{ENGLISH}\n\nFrom: Billing <desk@lumen.example>\nDate: Monday, 16 March 2026 at 09:12\nTo: Maria Santos <maria@harbour.example>\nSubject: A question\n{PLAIN}",
        ENGLISH,
    ),
    (
        "outlook for iOS, German",
        f"{GERMAN}\n\nHolen Sie sich Outlook für iOS<https://aka.ms/o0ukef>\n________________________________\nVon: Abrechnung <desk@lumen.example>\nGesendet: Monday, March 16, 2026 9:12:05 AM\nAn: Maria Santos <maria@harbour.example>\nBetreff: Eine Frage\n\n{PLAIN}",
        GERMAN,
    ),
    (
        "thunderbird, French",
        f"{FRENCH}\n\n-- \nMaria Santos\n\nLe 16/03/2026 à 09:12, Facturation a écrit\u00a0:\n{QUOTE}",
        FRENCH,
    ),
    (
        "thunderbird, German, answered below",
        f"Am 16.03.26 um 09:12 schrieb Lumen & Larder Abrechnung:\n{QUOTE}\n{GERMAN}\n\n-- \nMaria Santos\nHarbour Café\n",
        GERMAN,
    ),
    (
        "yahoo on a telephone, English",
        f"{ENGLISH}\n\nYahoo Mail: Search, Organize, Conquer\n \n  On Mon, Mar 16, 2026 at 9:12 AM, Billing<desk@lumen.example> wrote:   {PLAIN}",
        ENGLISH,
    ),
    (
        "yahoo, Spanish",
        f"{SPANISH}\n\n    El lunes, 16 de marzo de 2026, 09:12:05 CET, Facturación <desk@lumen.example> escribió:  \n \n {PLAIN}",
        SPANISH,
    ),
    (
        "samsung, Spanish",
        f"{SPANISH}\n\n\n\nEnviado desde mi Galaxy\n\n\n-------- Mensaje original --------\nDe: Facturación <desk@lumen.example> \nFecha: 16/3/26  9:12  (GMT+01:00) \nPara: Maria <maria@harbour.example> \nAsunto: Una pregunta \n\n{PLAIN}",
        SPANISH,
    ),
    (
        "spark, English",
        f"{ENGLISH}\n\nBest,\nMaria\nOn 16 Mar 2026 at 09:12 +0100, Billing <desk@lumen.example>, wrote:\n{QUOTE}",
        ENGLISH,
    ),
    (
        "a footer as the law wants it, German",
        f"{GERMAN}\n\n{FOOTER}",
        GERMAN,
    ),
    (
        "a French signature with its telephone",
        f"{FRENCH}\n\nCordialement,\nMaria Santos\nTél. : 01.23.45.67.89\n",
        FRENCH,
    ),
    (
        "an order below the thanks",
        "Nous contestons la ligne 2.\n\nMerci\n\nCorrigez ainsi :\n- ligne 2 : 12,00 EUR",
        "Nous contestons la ligne 2.\n\nMerci\n\nCorrigez ainsi :\n- ligne 2 : 12,00 EUR",
    ),
    (
        "words that look like a head",
        "On 16 March your driver wrote:\nno access. That is not true.",
        "On 16 March your driver wrote:\nno access. That is not true.",
    ),
    (
        "an amount and a list are no footer",
        "Vielen Dank\n\nbitte ändern Sie:\n1. Menge 2\n2. Preis 12,00 EUR",
        "Vielen Dank\n\nbitte ändern Sie:\n1. Menge 2\n2. Preis 12,00 EUR",
    ),
]
