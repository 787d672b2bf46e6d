"""What a user can put right."""


class KoineRayError(Exception):
    """The text says what is wrong, where, and how to go on."""
