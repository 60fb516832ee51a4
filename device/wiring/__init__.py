"""How the appliance is put together, by theme; only the composition root uses it."""
