"""Asking a person. Only `terminal` knows the prompt libraries; the others need nothing but Python."""
