"""From the box to the first exercise: the first boot, the network, the set-up on the touchscreen."""
