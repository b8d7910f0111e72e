"""In French."""

from tests.correspondence.inbound.answers import Case

SAID = "Le café n'a été livré qu'une fois."
OLD = "> Bonjour Madame,\n>\n> quel site a été livré ?\n"
PLAIN_OLD = "Bonjour Madame,\n\nquel site a été livré ?\n"
HEAD = "De : Facturation <desk@lumen.example>\nEnvoyé : lundi 16 mars 2026 09:12\nÀ : Maria Santos <maria@harbour.example>\nObjet : Une question\n\n"

CASES: list[Case] = [
    ("gmail", f"{SAID}\n\nLe lun. 16 mars 2026 à 09:12, Facturation <desk@lumen.example> a écrit :\n\n{OLD}", SAID),
    (
        "gmail, broken in two",
        f"{SAID}\n\nLe lun. 16 mars 2026 à 09:12, Facturation <desk@lumen.example> a\nécrit :\n\n{OLD}",
        SAID,
    ),
    (
        "with a hard blank",
        f"{SAID}\n\nLe lun. 16 mars 2026 à 09:12, Facturation <desk@lumen.example> a écrit\u00a0:\n\n{OLD}",
        SAID,
    ),
    ("outlook", f"{SAID}\n\n{HEAD}{PLAIN_OLD}", SAID),
    ("old outlook", f"{SAID}\n\n-----Message d'origine-----\n{HEAD}{PLAIN_OLD}", SAID),
    ("apple mail", f"{SAID}\n\n> Le 16 mars 2026 à 09:12, Facturation <desk@lumen.example> a écrit :\n> \n{OLD}", SAID),
    (
        "iphone",
        f"{SAID}\n\nEnvoyé de mon iPhone\n\n> Le 16 mars 2026 à 09:12, Facturation <desk@lumen.example> a écrit :\n{OLD}",
        SAID,
    ),
    ("thunderbird", f"{SAID}\n\nLe 16/03/2026 à 09:12, Facturation a écrit :\n{OLD}", SAID),
    (
        "yahoo",
        f"{SAID}\n\n    Le lundi 16 mars 2026 à 09:12:00 UTC+1, Facturation <desk@lumen.example> a écrit :  \n \n {PLAIN_OLD}",
        SAID,
    ),
    (
        "samsung",
        f"{SAID}\n\nEnvoyé depuis mon appareil Galaxy\n\n-------- Message d’origine --------\nDe : Facturation <desk@lumen.example>\nDate : 16/03/2026 09:12\nÀ : Maria\nObjet : Une question\n\n{PLAIN_OLD}",
        SAID,
    ),
    ("closing and a name", f"{SAID}\n\nBien cordialement,\nMaria Santos\nResponsable des achats\n", SAID),
    ("long closing", f"{SAID}\n\nJe vous prie d'agréer, Madame, mes salutations distinguées.\nMaria Santos\n", SAID),
    ("thanks and a name", f"{SAID}\n\nMerci d'avance,\nMaria", SAID),
    (
        "words stay",
        "Le 3 mars rien n'est venu.\nPourquoi deux fois ?",
        "Le 3 mars rien n'est venu.\nPourquoi deux fois ?",
    ),
]
