"""The appliance on the processor of a Raspberry Pi (`make test-arm64`)."""
