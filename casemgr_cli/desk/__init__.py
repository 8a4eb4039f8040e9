"""The counselor's desk: students, their sessions and notes, lists and counts."""
