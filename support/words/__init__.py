"""What is said, in the reader's language: one catalog of messages a language, English being the messages themselves."""
