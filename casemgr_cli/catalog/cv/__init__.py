"""A CV from any file to dated entries of plain text: `files` takes it, `forms` and `lines` make entries."""
