"""Movements of a body, each a function of the moment."""
