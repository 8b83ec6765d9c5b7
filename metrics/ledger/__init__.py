"""The ledger of subscriptions: how it is written, what each row is worth a month, and how customers moved."""
