"""Policies and articles for clients: written by managers in Markdown, every version kept."""
