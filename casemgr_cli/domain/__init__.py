"""What things are. Plain frozen values with no files, no clock and no printing."""
