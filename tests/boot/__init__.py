"""Boots a real Debian with systemd in a container, with the package in it: `make test-boot`, as root."""
