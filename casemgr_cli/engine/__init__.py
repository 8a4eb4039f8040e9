"""Pure reasoning over the catalog: what holds for a person, and what follows from it."""
