"""The appliance: camera, session, store, clinician's link, panel; wired together in `device.__main__`."""
