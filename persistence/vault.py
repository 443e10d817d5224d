"""Seals what is personal: one data key per case, wrapped by a master key kept outside the database."""


class Vault:
    """Opens and closes sealed parts."""
