"""The avatar studio: films of rendered people whose every joint, repetition and fault is known exactly."""
