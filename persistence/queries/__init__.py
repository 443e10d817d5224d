"""Reading: one module per screen, each answering with frozen rows."""
