"""The engineer's desk: recorded clips replayed, annotated and drawn; the models timed."""
