"""What things are. Plain frozen values with no files, no clock and no printing.

The values are msgspec structs: a class is made some forty times faster than a frozen dataclass, and a
command that a script calls would otherwise spend most of its time making classes.
"""
