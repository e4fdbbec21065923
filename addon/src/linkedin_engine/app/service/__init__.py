"""The engine as a service: what the API calls, and what happens by itself."""
