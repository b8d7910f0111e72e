"""How mail programs begin a quote and people end a mail, in the languages of our clients. Regular expressions of lines.

Each is tried on a line of at most `LONGEST_LINE` characters, so that none can be slow.
"""

import re

from mailparser_reply.constants import MAIL_LANGUAGES

LONGEST_LINE = 400


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


WROTE = _any(
    r"On .{3,300}(?<!\byou)(?<!\bwe)(?<!\bI)(?<!\bthey) wrote:",
    r"On .{3,300}<[^<>]+@[^<>]+>:?",
    r"Am .{3,300}\bschrieb(?:en)?(?! sie\b).{0,200}:",
    r"Am .{3,300}\bgeschrieben:",
    r"Le .{3,300} a écrit ?:",
    r"El .{3,300}(?<!usted) escribió:",
    r"Op .{3,300} schreef .{0,200}:|Il .{3,300} ha scritto:|Em .{3,300} escreveu:",
    r"\d{4}-\d\d-\d\d .{3,200}<[^<>]+@[^<>]+>:",
    r"(?:On|Am|Le|El) .{3,300}<mailto:[^<>]+>.{0,40}:",
    r".{1,200}<[^<>\s]+@[^<>\s]+> (?:schrieb am|wrote on|a écrit le|escribió el) .{3,100}:",
)
"""The line above a quote, with its date: a line without a digit is somebody's own words."""
WROTE_THEN = _any(
    r"(?:On|Am|Le|El) .{3,200}<[^<>\s]+@[^<>\s]+> ?(?:wrote|schrieb|hat geschrieben|a écrit|escribió) ?:\s{2,}\S.*",
)
"""As telephones write it: the quote begins on the same line."""
MOMENT = re.compile(r"\d[:.h]\d\d|@")
"""A time of day or an address: what a program's line has, and a person's sentence about a letter has not."""
BEGINS = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Em|Den|W dniu|Dnia|\d{4}-\d\d-\d\d)\s|.{1,200}<[^<>\s]+@[^<>\s]+> (?:schrieb|wrote|a écrit|escribió) ",
    re.IGNORECASE,
)
OTHERS = [
    re.compile(words["wrote_header"], re.IGNORECASE)
    for language, words in MAIL_LANGUAGES.items()
    if language not in {"en", "de", "fr", "es"} and "wrote_header" in words
]
"""The library's own, for the languages that we have no better ones for."""

SEPARATOR = _any(
    r"-{2,} ?(?:original|forwarded) (?:message|appointment) ?-{2,}",
    r"-{2,} ?(?:urspr(?:ü|ue)ngliche|weitergeleitete|original) ?nachricht ?-{2,}",
    r"-{2,} ?original-?nachricht ?-{2,}",
    r"-{2,} ?message (?:d['’]origine|original|transféré|transmis) ?-{2,}",
    r"-{2,} ?(?:mensaje|correo) (?:original|reenviado) ?-{2,}",
    r"-{2,} ?(?:messaggio originale|oorspronkelijk bericht|mensagem original) ?-{2,}",
    r"begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message réexpédié ?:",
    r"inicio del mensaje reenviado:|#+-? ?please type your reply above this line ?-?#+",
)
RULE = re.compile(r"[_\-=]{20,}")

FROM = _any(r"\*?(?:from|von|de|da|van|från|fra|expéditeur) ?:\*? .{1,300}")
SENT = _any(
    r"\*?(?:sent|date|gesendet|datum|envoyé(?: le)?|enviado(?: el)?|fecha|inviato|verzonden|enviada em) ?:\*?.*"
)
LABELS = (
    FROM,
    SENT,
    _any(r"\*?(?:to|an|à|para|a|aan|till|til) ?:\*?.*"),
    _any(r"\*?(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto|ämne|emne) ?:\*?.*"),
)
"""FROM and two of the others are the head of a quoted mail."""

DELIMITER = re.compile(r"(?:--|—|–) ?")
DEVICE = _any(
    r"sent from (?:my|mail|yahoo|outlook|samsung|proton|aol|the new|a phone|gmail)\b.{0,100}",
    r"sent (?:via|with|using) (?:my|the|samsung|yahoo|proton|spark|bluemail)\b.{0,80}",
    r"get outlook for (?:ios|android|mac).{0,80}|get bluemail for .{0,60}|download (?:outlook|all-new aol).{0,80}",
    r"von (?:meinem|meinen|meiner) .{2,60} gesendet\.?|gesendet (?:von|mit|aus|über) .{2,90}",
    r"(?:outlook für|holen sie sich outlook für|beziehen sie outlook für|laden sie outlook für) .{2,80}",
    r"diese nachricht wurde von meinem .{2,80} gesendet.{0,80}",
    r"envoyé (?:de|depuis|à partir|avec|via) .{2,90}|(?:obtenir|télécharger|obtenez|téléchargez) outlook pour .{2,60}",
    r"enviado (?:desde|de|con|vía) .{2,90}|(?:obtener|obtenga|descargar|consigue) outlook para .{2,60}",
    r"yahoo mail: .{2,80}|enviado do meu .{2,60}|inviato da .{2,60}|verstuurd vanaf .{2,60}|skickat från .{2,60}",
)

REGARDS = _any(
    r"(?:with )?(?:my |our )?(?:very )?(?:best|kind|kindest|warm|warmest|many)(?: ?regards| wishes)?",
    r"(?:thanks and |thank you and )?(?:kind |best )?regards|yours(?: sincerely| faithfully| truly)?|br|rgds",
    r"sincerely(?: yours)?|all the best|all best|cheers|respectfully|take care",
    r"(?:mit )?(?:freundliche[nm]?|beste[nm]?|viele[nm]?|liebe[nm]?|herzliche[nm]?|schöne[nm]?) gr(?:ü|ue)(?:ß|ss)e?n?",
    r"(?:danke und |vielen dank und )(?:viele |beste )?gr(?:ü|ue)(?:ß|ss)e?|mfg|vg|lg|gr(?:u|ü)(?:ß|ss)e?|hochachtungsvoll",
    r"(?:mit )?freundlichem gru(?:ß|ss)|beste gr(?:ü|ue)(?:ß|ss)e aus .{2,30}",
    r"(?:bien |très )?cordialement|bien à vous|(?:mes |nos )?(?:sincères |meilleures |cordiales )?salutations|cdlt|crdlt",
    r"(?:je vous prie d['’]agréer|veuillez agréer|dans l['’]attente de vous lire).{0,150}|bonne journée|amicalement",
    r"(?:un |muchos |mis )?(?:cordial |atento )?saludos?(?: cordiales| cordial)?|atentamente|cordialmente|un abrazo",
    r"(?:reciba|reciban|le saluda|les saluda).{0,80}|quedo a la espera.{0,60}|saludos y gracias",
)
THANKS = _any(
    r"thanks|thank you|many thanks|thanks (?:a lot|again|so much|in advance)|thank you (?:very much|in advance)|thx|ta",
    r"danke|vielen dank|danke (?:im voraus|schön)|herzlichen dank|vielen dank im voraus|besten dank|danke dir|danke ihnen",
    r"merci|merci (?:d['’]avance|beaucoup|bien)|avec mes remerciements|grazie|bedankt|obrigad[oa]",
    r"gracias|muchas gracias|gracias (?:de antemano|por todo)|mil gracias",
)
"""A closing where a name follows; on its own it is what somebody wanted to say."""

MATTER = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s|[€$£]\s?\d|\d[.,]\d\d\s?(?:€|(?:EUR|USD|GBP|CHF)\b)", re.IGNORECASE)
"""A list or an amount: no signature has one."""
NOTICE = _any(
    r"this (?:e-?mail|message|communication)\b.{0,120}\b(?:confidential|intended|privileged|may contain)\b.*",
    r"(?:the )?(?:information|contents?) (?:contained )?in this (?:e-?mail|message)\b.*",
    r"(?:confidentiality|legal|privacy) notice\b.*|disclaimer ?:.*|please consider the environment.*|virus-free\..*",
    r"diese (?:e-?mail|nachricht)\b.{0,120}\b(?:vertraulich|bestimmt)\w*\b.*|(?:vertraulichkeits)?hinweis ?:.*|virenfrei\..*",
    r"ce (?:message|courriel|mail|courrier)\b.{0,120}\b(?:confidentiel|destin)\w*\b.*|avis de confidentialité.*",
    r"este (?:mensaje|correo|e-?mail)\b.{0,120}\b(?:confidencial|dirigido|destin)\w*\b.*|aviso (?:legal|de confidencialidad).*",
    r"libre de virus\..*|garanti sans virus\..*",
)
BANNER = _any(
    r"\[?(?:external|extern|externe|externo)(?: (?:e-?mail|sender|message))?\]?:?|caution: this (?:e-?mail|message).{0,200}",
    r"achtung: diese e-?mail .{0,200}|you don['’]t often get e-?mail from .{0,200}",
)
"""What a company's own server writes above the words."""

ONLY_THANKS = _any(
    r"(?:ok|okay|great|perfect|super|prima|parfait|perfecto|genial|vale|alles klar|all good|got it|understood)?[,!. ]*"
    r"(?:many |vielen |herzlichen |besten |muchas |mil )?(?:thanks|thank you|thx|danke|dank|merci|gracias)"
    r"(?: (?:a lot|again|so much|very much|for your help|for the quick reply|beaucoup|bien|schön|sehr"
    r"|für ihre hilfe|für die schnelle antwort|pour votre aide|por su ayuda|por todo))?[!. ]*"
)
