"""The link to the clinician: the outbox's way over MQTT. The connection itself is in `device.clinician`."""
