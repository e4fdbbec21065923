"""One run at a time, each in a child process of its own."""
