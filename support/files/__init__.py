"""Files that people send: told apart by their content, kept under random names, served as attachments only."""
