"""The machine: memory, temperature, processes."""
