"""What the assistant does: one file a skill, and one door to the web program.

`support_api.py` is the only file that speaks to the outside; `answers.py` gives its answers types; `turn.py` is what
every action is given and gives back. Nothing here knows who the client is: the conversation's id is passed on, and the
web program finds the client behind it.
"""
