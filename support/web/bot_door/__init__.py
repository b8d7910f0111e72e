from flask import Blueprint

blueprint = Blueprint("bot_door", __name__)
