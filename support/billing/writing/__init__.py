"""Writers of real documents from the ledger's own."""
