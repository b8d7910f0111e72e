"""How large, deep and many an incoming mail may be. What passes a limit is kept raw and shown to a person, unread.

The usual servers take 25 to 35 MB; whatever is larger was meant for somebody else. Figures in docs/inbound-mail.md.
"""

MB = 1024 * 1024

LARGEST_KEPT = 64 * MB
"""Above this a source refuses the mail, in words that its sender gets to read: nothing is taken and then lost."""
LARGEST_READ = 36 * MB
"""Exchange's own limit with base64 around it. Larger ones are kept, and only their headers are read."""
LARGEST_HEADERS = 1 * MB
"""Ten thousand recipients are 400 KB of headers."""
LARGEST_PART_HEADERS = 64 * 1024
LONGEST_HEADER = 8 * 1024
"""As much of one header as is read; of the recipients all that fits into `LARGEST_RECIPIENTS`."""
LARGEST_RECIPIENTS = 512 * 1024
MOST_PARTS = 2_000
"""Newsletters with pictures have some fifty; a thousand are still read."""
MOST_BOUNDARIES = 20_000
"""Places that look like a boundary, most of them false ones."""
DEEPEST = 20
"""Multiparts within multiparts: forwards of forwards by real programs stay below eight."""
LONGEST_BOUNDARY = 200
"""RFC 2046 allows 70."""
LARGEST_TEXT = 2 * MB
"""Of one text part, before it is decoded: more than anybody has written by hand."""
LARGEST_HTML = 2 * MB
MOST_LINES = 20_000
LONGEST_TEXT = 100_000
"""Characters that are kept of the visible reply; as long as a message in the chat may be."""
LARGEST_TNEF = 16 * MB
MOST_TNEF_OBJECTS = 2_000
MOST_ATTACHMENTS = 50
"""Rows made of one mail's attachments; whoever sends more is answered by a person, who has the raw mail."""
MOST_SIGNED_PIECES = 100_000
"""Pieces of the words inside an S/MIME signature: programs make them of a thousand bytes and more."""
MOST_SIGNED = 2
"""Signatures that wrap words up, in one mail."""
MOST_TRIES = 3
"""Handlings that may die before a mail is put aside for a person."""
