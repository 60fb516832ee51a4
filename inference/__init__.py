"""Pixels to meaning: poses, stance, repetitions, holds and posture faults. No clock, thread, network or state on disk."""
