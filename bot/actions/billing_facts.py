"""Plain facts of the account: what is due and what is on hold, and which invoices there are."""

from __future__ import annotations

from .turn import Reply, SkillAction, Turn, button, to_choose


class Balance(SkillAction):
    called = "action_balance"

    async def act(self, turn: Turn) -> Reply:
        balance = await self.door.balance(turn.session)
        buttons = (
            []
            if turn.form
            else [button("Explain an invoice", "get_invoice"), button("Pay later", "request_payment_extension")]
        )
        return Reply().say("\n".join(balance.say), buttons=buttons)


class Invoices(SkillAction):
    """Each invoice is a button that explains it."""

    called = "action_invoices"

    async def act(self, turn: Turn) -> Reply:
        invoices = await self.door.invoices(turn.session, turn.words)
        choices = [] if turn.form else invoices.choices
        reply = Reply().say(*invoices.say, buttons=to_choose(choices, "explain_charge", "invoice"))
        return reply if turn.form else reply.show(choices).remember(words=None, topic=None)
