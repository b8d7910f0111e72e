"""What must never lose against the rest of a message: a life in danger, a threat, and the wish for a person.

A classifier of whole sentences weighs the parts against each other, and the longer one wins. These are looked for by
their words instead. What else was written is noted for the person.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

IN_DANGER = re.compile(
    r"\b(?:kill(?:ing)? my ?self|hurt(?:ing)? my ?self|harm(?:ing)? my ?self|end(?:ing)? (?:my|my own) life|tak(?:e|ing) my own life|suicid\w*"
    r"|(?:want|wanna|going|gonna) (?:to )?die\b|better off dead|rather be dead|hang(?:ing)? my ?self|shoot my ?self|no (?:reason|point) (?:to|in) liv\w*"
    r"|(?:not|do ?n[’']?t) (?:want|wanna) (?:to )?(?:live|be alive|wake up)\b)",
    re.IGNORECASE,
)
THREATENS = re.compile(
    r"\b(?:i(?:['’]?ll| will|['’]?m going to| am going to|['’]?m gonna| gonna| could)|we(?:['’]ll| will)) (?:\w+ ){0,6}?"
    r"(?:hurt|kill|shoot|stab|beat (?:you|him|her|them|the|your|up)|burn|bomb|blow up|smash|strangle|punch|break your (?:legs|neck|bones|windows?))\b(?! my ?self)"
    r"|\bwatch your back\b|\bknow where (?:you|your)\b.{0,20}\blive",
    re.IGNORECASE,
)
INSULTS = re.compile(
    r"^\W*(?:(?:you(?:['’]re| are| all)?|just|go|bunch of|piece of|stupid|dumb|bloody|f\W*(?:uck|\*+)\w*|a|such|this|bot|machine|your|company|off|to|hell|up|the|it|on)\W+){0,5}"
    r"(?:fuck\w*|f\*+\w*|idiots?|morons?|bastards?|assholes?|a\*+holes?|crooks|liars|clowns|wankers|dickheads|shit|piece of junk|screw (?:you|your company)|go to hell"
    r"|(?:fuck|f\*+k?|piss) (?:off|you)|shut up|stupid (?:bot|machine)|you suck)(?: (?:you|off|all|bot|machine|now|the lot of you))*\W*$",
    re.IGNORECASE,
)
"""Nothing but an insult: whoever says more is answered by what else they say."""
EXPLAIN = re.compile(
    r"^\W*(?:(?:please|pls|can you|could you)\s+)*(?:explain|break down|go through|walk me through)\b(?=.*(?:#\s?[0-9]|\b[A-Z]{2,5}-[0-9]|\b(?:invoice|bill|statement)\b))[^.,;?!]*\W*$",
    re.IGNORECASE,
)
ON_A_BILL = re.compile(
    r"^\W*(?:(?:please|pls|hi|hello|so|tell me|show me|can you tell me)\W+)*what(?:['’]?s| is| are| stands| was)? (?:all )?(?:on|in)\b"
    r"(?=.*(?:#\s?[0-9]|\b[A-Z]{2,5}-[0-9]|\b(?:invoice|bill|statement)\b))[^.,;?!]*\W*$",
    re.IGNORECASE,
)
IT_STANDS = re.compile(
    r"^\W*(?:(?:so|and|please|hi|hello|ok|okay|now)\W+)*(?:where (?:does|do) (?:it|that|this|things|everything|we|my case) stand"
    r"|(?:any|is there any|are there any) (?:news|updates?|progress)(?: (?:on|about|with|for) (?:it|that|this|me))?|what happens (?:now|next) with (?:it|that|this))"
    r"(?: (?:now|yet|please|by now|at the moment))*\W*$",
    re.IGNORECASE,
)
AWAY_WITH_IT = re.compile(
    r"^\W*(?:(?:please|pls|can you|could you|just|i want to|i would like to|i['’]d like to|ok|okay)\W+)*(?:delete|remove|withdraw|drop|close|cancel|take back)"
    r" (?:(?:the|my|this|that|our)\W+)?(?:disputes?|case|claim|complaint|ticket|dsp[- #]*[0-9]+)(?: (?:please|now|again|completely))*\W*$",
    re.IGNORECASE,
)
UNWELL = re.compile(
    r"\b(?:i|we)(?:['’]?m| am|['’]?re| are| was|['’]?ve been| have been) (?:\w+ ){0,2}?(?:ill|sick|in (?:the )?hospital|disabled)\b(?! (?:of|and tired|to death))"
    r"|\b(?:i|we)(?:['’]?ve| have|['’]?m| am| was)(?: just)? (?:got |been )?(?:cancer|diagnosed|bereaved|widowed)\b"
    r"|\bmy (?:husband|wife|partner|mother|father|mum|mom|dad|son|daughter|child)(?: has| have|['’]?s)?(?: just| recently)? (?:died|passed away|dying)\b",
    re.IGNORECASE,
)
ONLY_A_PERSON = re.compile(
    r"(?:^|[.,;!?]\s*)(?:(?:a|real|live|an)\s+)*(?:human|person|agent)(?:\s+(?:please|now|pls))*\W*$", re.IGNORECASE
)
STOLEN = re.compile(
    r"\b(?:somebody|someone|a stranger|criminals?)\b.{0,20}\b(?:used?|using|stole|has|have|took)\b.{0,12}\bmy\b.{0,12}\bcard\b"
    r"|\bmy\b.{0,12}\bcard\b.{0,20}\b(?:stolen|cloned|hacked)\b",
    re.IGNORECASE,
)
WANTED = "request_human"
ASKED = re.compile(
    r"\b(?:get|give|put|pass|connect|transfer|let|want|need|like|speak|talk|chat)\b[^.?!;]{0,30}?"
    r"\b(?:human|(?:real |live |actual )?(?:person|agent|representative|operator)|someone (?:real|human)|real someone)\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:not?|never|don[’']?t|dont|without|no need)\b[^.?!;,]{0,25}$", re.IGNORECASE)
SEVERAL = re.compile(r"[,.;?!]\s*\S|\band\b|\balso\b|\bthen\b", re.IGNORECASE)


def asks_for_person(text: str) -> bool:
    """Whether one of several parts of the message asks for a person."""
    found = ASKED.search(text)
    return bool(found and SEVERAL.search(text) and not DENIED.search(text[: found.start()]))


def comes_first(text: str) -> str | None:
    """The intent that the words of `text` put before all others, if any."""
    if IN_DANGER.search(text):
        return "self_harm"
    if THREATENS.search(text):
        return "threat"
    if asks_for_person(text) or ONLY_A_PERSON.search(text):
        return WANTED
    return next((intent for said, intent in PLAINLY if said.search(text)), None)


PLAINLY = [
    (STOLEN, "out_of_scope"),
    (UNWELL, "hardship"),
    (INSULTS, "complain_service"),
    (EXPLAIN, "explain_charge"),
    (ON_A_BILL, "explain_charge"),
    (IT_STANDS, "check_dispute_status"),
    (AWAY_WITH_IT, "update_dispute"),
]
"""What leaves no doubt by its words; short as it is, it would look like many things to a classifier."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PersonFirst(GraphComponent, IntentClassifier):
    """Puts first what `comes_first` finds. Stands after the fallback."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Another classifier, whose ranking it changes."""
        return [IntentClassifier]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PersonFirst:
        """Build the component: it has nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Change the intent of the messages in which something comes first."""
        for message in messages:
            if wanted := comes_first(message.get(TEXT) or ""):
                first = {INTENT_NAME_KEY: wanted, PREDICTED_CONFIDENCE_KEY: 1.0}
                others = [one for one in message.data.get(INTENT_RANKING_KEY) or [] if one[INTENT_NAME_KEY] != wanted]
                message.data[INTENT] = dict(first)
                message.data[INTENT_RANKING_KEY] = [first, *others]
        return messages
