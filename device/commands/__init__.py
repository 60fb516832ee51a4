"""The command line's tools, one command a module; each builds the little that it needs."""
