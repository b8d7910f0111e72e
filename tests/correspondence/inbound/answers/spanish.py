"""In Spanish, and in languages that the library knows."""

from tests.correspondence.inbound.answers import Case

SAID = "El café llegó una vez, no dos."
OLD = "> Estimada María:\n>\n> ¿a qué local llegó?\n"
PLAIN_OLD = "Estimada María:\n\n¿a qué local llegó?\n"
HEAD = "De: Facturación <desk@lumen.example>\nEnviado: lunes, 16 de marzo de 2026 9:12\nPara: Maria Santos <maria@harbour.example>\nAsunto: Una pregunta\n\n"

CASES: list[Case] = [
    ("gmail", f"{SAID}\n\nEl lun, 16 mar 2026 a las 9:12, Facturación (<desk@lumen.example>) escribió:\n\n{OLD}", SAID),
    ("outlook", f"{SAID}\n\n{HEAD}{PLAIN_OLD}", SAID),
    ("old outlook", f"{SAID}\n\n-----Mensaje original-----\n{HEAD}{PLAIN_OLD}", SAID),
    (
        "apple mail",
        f"{SAID}\n\n> El 16 mar 2026, a las 9:12, Facturación <desk@lumen.example> escribió:\n> \n{OLD}",
        SAID,
    ),
    (
        "iphone",
        f"{SAID}\n\nEnviado desde mi iPhone\n\n> El 16 mar 2026, a las 9:12, Facturación <desk@lumen.example> escribió:\n{OLD}",
        SAID,
    ),
    ("thunderbird", f"{SAID}\n\nEl 16/3/26 a las 9:12, Facturación escribió:\n{OLD}", SAID),
    (
        "yahoo",
        f"{SAID}\n\n    El lunes, 16 de marzo de 2026, 09:12:00 CET, Facturación <desk@lumen.example> escribió:  \n \n {PLAIN_OLD}",
        SAID,
    ),
    (
        "outlook on a telephone",
        f"{SAID}\n\nObtener Outlook para iOS<https://aka.ms/x>\n________________________________\n{HEAD}{PLAIN_OLD}",
        SAID,
    ),
    ("closing and a name", f"{SAID}\n\nUn cordial saludo,\nMaría Santos\nCompras\n", SAID),
    ("thanks and a name", f"{SAID}\n\nMuchas gracias,\nMaría", SAID),
    ("confidential", f"{SAID}\n\nEste mensaje es confidencial y va dirigido solo a su destinatario.", SAID),
    (
        "words stay",
        "El 3 de marzo no llegó nada.\n¿Por qué dos veces?",
        "El 3 de marzo no llegó nada.\n¿Por qué dos veces?",
    ),
    (
        "Italian gmail",
        "Una volta sola.\n\nIl giorno lun 16 mar 2026 alle ore 09:12 Desk <desk@lumen.example> ha scritto:\n\n> vecchio\n",
        "Una volta sola.",
    ),
    (
        "Dutch gmail",
        "Maar één keer.\n\nOp ma 16 mrt 2026 om 09:12 schreef Desk <desk@lumen.example>:\n\n> oud\n",
        "Maar één keer.",
    ),
]
