"""What can go wrong with an account."""


class AccountError(Exception):
    """The account cannot be used; the text is one sentence with the way out."""
