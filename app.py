from support import create_app

app = create_app()
