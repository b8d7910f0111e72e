"""Keeping errors from going out, and finding those that did before clients have to."""
