from flask import Blueprint

blueprint = Blueprint("dev", __name__)
