"""What to do on LinkedIn, in the words of the domain."""
