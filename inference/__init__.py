"""Pixels to meaning: poses, stance, repetitions, faults. No clock, thread, network or state on disk."""
