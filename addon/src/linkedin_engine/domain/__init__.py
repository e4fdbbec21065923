"""Pure rules: no input or output, no clock of its own."""
