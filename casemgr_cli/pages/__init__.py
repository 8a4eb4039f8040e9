"""What people read: one module a page, named like the command that shows it."""
