"""The weekly review over the store: what stands, who may write it down, closing it, and what it leaves behind."""
