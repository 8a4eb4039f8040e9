"""The counselor's desk on the command line."""
