"""What the pages say, in every language: catalogues by language, and how they are gathered."""
