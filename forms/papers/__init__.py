"""Papers: documents that are merged from what is known of a case, as DOCX and PDF."""
