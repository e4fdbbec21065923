"""The engine of LinkedIn Auto."""
