"""Pixels to meaning: poses, stance, repetitions, faults. No clock, no thread, no network, no state on disk."""
