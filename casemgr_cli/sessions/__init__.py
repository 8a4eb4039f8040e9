"""The counselor's desk: students, their sessions and notes, kept in a file or in a shared database."""
