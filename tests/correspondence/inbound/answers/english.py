"""In English."""

from tests.correspondence.inbound.answers import Case

SAID = "The beans came once, not twice."
OLD = "> Dear Maria,\n>\n> which of your sites got the beans?\n>\n> Kind regards,\n> The billing desk\n"
PLAIN_OLD = "Dear Maria,\n\nwhich of your sites got the beans?\n\nKind regards,\nThe billing desk\n"
HEAD = "From: Billing Desk <desk@lumen.example>\nSent: Monday, March 16, 2026 9:12 AM\nTo: Maria Santos <maria@harbour.example>\nSubject: [DSP-00001] A question\n\n"

CASES: list[Case] = [
    ("gmail", f"{SAID}\n\nOn Mon, Mar 16, 2026 at 9:12 AM Billing Desk <desk@lumen.example> wrote:\n\n{OLD}", SAID),
    (
        "gmail, the line broken in two",
        f"{SAID}\n\nOn Mon, Mar 16, 2026 at 9:12 AM Billing Desk of Lumen and Larder <\ndesk@lumen.example> wrote:\n\n{OLD}",
        SAID,
    ),
    (
        "gmail, British",
        f"{SAID}\n\nOn Mon, 16 Mar 2026 at 09:12, Billing Desk <desk@lumen.example> wrote:\n{OLD}",
        SAID,
    ),
    ("outlook", f"{SAID}\n\n{HEAD}{PLAIN_OLD}", SAID),
    ("outlook with a rule", f"{SAID}\n\n________________________________\n{HEAD}{PLAIN_OLD}", SAID),
    (
        "outlook, labels in bold",
        f"{SAID}\n\n*From:* Desk <desk@lumen.example>\n*Sent:* 16 March 2026\n*To:* Maria\n*Subject:* A question\n\n{PLAIN_OLD}",
        SAID,
    ),
    ("old outlook", f"{SAID}\n\n-----Original Message-----\n{HEAD}{PLAIN_OLD}", SAID),
    (
        "outlook on a telephone",
        f"{SAID}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n{HEAD}{PLAIN_OLD}",
        SAID,
    ),
    ("outlook on android", f"{SAID}\n\nSent from Outlook for Android\n\n{HEAD}{PLAIN_OLD}", SAID),
    ("apple mail", f"{SAID}\n\n> On 16 Mar 2026, at 09:12, Billing Desk <desk@lumen.example> wrote:\n> \n{OLD}", SAID),
    (
        "apple mail, line not quoted",
        f"{SAID}\n\nOn 16 Mar 2026, at 09:12, Billing Desk <desk@lumen.example> wrote:\n\n{PLAIN_OLD}",
        SAID,
    ),
    (
        "iphone",
        f"{SAID}\n\nSent from my iPhone\n\n> On 16 Mar 2026, at 09:12, Billing Desk <desk@lumen.example> wrote:\n> \n{OLD}",
        SAID,
    ),
    ("ipad, signature alone", f"{SAID}\n\nSent from my iPad", SAID),
    ("thunderbird", f"{SAID}\n\nOn 16/03/2026 09:12, Billing Desk wrote:\n{OLD}", SAID),
    (
        "thunderbird, answered below",
        f"On 16/03/2026 09:12, Billing Desk wrote:\n{OLD}\n{SAID}\n\n-- \nMaria Santos\nHarbour Café\n",
        SAID,
    ),
    (
        "answered between the lines",
        "On 16/03/2026 09:12, Billing Desk wrote:\n> which site?\nQuay.\n> how many?\nOne.\n",
        "Quay.\nOne.",
    ),
    (
        "yahoo",
        f"{SAID}\n\n    On Monday, March 16, 2026 at 09:12:00 AM GMT+1, Billing Desk <desk@lumen.example> wrote:  \n \n {PLAIN_OLD}",
        SAID,
    ),
    (
        "yahoo on android",
        f"{SAID}\n\nSent from Yahoo Mail on Android \n \n  On Mon, Mar 16, 2026 at 9:12, Billing Desk<desk@lumen.example> wrote:   {PLAIN_OLD}",
        SAID,
    ),
    (
        "samsung",
        f"{SAID}\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Billing Desk <desk@lumen.example>\nDate: 16/03/2026 09:12 (GMT+00:00)\nTo: Maria\nSubject: A question\n\n{PLAIN_OLD}",
        SAID,
    ),
    ("blackberry", f"{SAID}\n\nSent from my BlackBerry - the most secure mobile device\n", SAID),
    ("signature with the mark", f"{SAID}\n\n-- \nMaria Santos\nHarbour Café\n+353 1 234 5678\n", SAID),
    ("signature without the blank", f"{SAID}\n--\nMaria Santos\n", SAID),
    (
        "closing and a name",
        f"{SAID}\n\nBest regards,\nMaria Santos\nHead of Purchasing\nHarbour Café Group\nT: +353 1 234 5678\nwww.harbour.example\n",
        SAID,
    ),
    ("thanks and a name", f"{SAID}\n\nThanks,\nMaria", SAID),
    ("thanks that are meant", f"{SAID}\n\nThanks!", f"{SAID}\n\nThanks!"),
    ("nothing but thanks", "Thank you!", "Thank you!"),
    (
        "a notice of confidentiality",
        f"{SAID}\n\nThis email and any files with it are confidential and intended solely for the person named above. If it is not meant for you, delete it.",
        SAID,
    ),
    ("a banner above", f"[EXTERNAL EMAIL]\n{SAID}", SAID),
    (
        "forwarded below",
        f"{SAID}\n\n---------- Forwarded message ---------\nFrom: Driver <d@harbour.example>\nDate: Mon, 16 Mar 2026\nSubject: Note\nTo: Maria\n\nI came once.\n",
        SAID,
    ),
    ("a list with hyphens stays", "Wrong are:\n- the beans\n- the rent\n", "Wrong are:\n- the beans\n- the rent"),
    (
        "words that begin with On stay",
        "On the invoice of 3 March you wrote:\nTwo deliveries.\nThere was one.",
        "On the invoice of 3 March you wrote:\nTwo deliveries.\nThere was one.",
    ),
    (
        "a label in a sentence stays",
        "From: 1 March we paid less.\nWhy more now?",
        "From: 1 March we paid less.\nWhy more now?",
    ),
    (
        "regards in a sentence stay",
        "As regards the beans:\nthey came once. Please look at the delivery note of that day.",
        "As regards the beans:\nthey came once. Please look at the delivery note of that day.",
    ),
    ("nothing but a quote", f"On 16/03/2026 09:12, Billing Desk wrote:\n{OLD}", ""),
    ("empty", "", ""),
]
