"""One module a question about a bill; `support.billing.explain` is the door to them."""
