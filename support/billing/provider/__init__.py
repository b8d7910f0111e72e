"""What a payment provider tells us of its own accord, so that the ledger stays current."""
