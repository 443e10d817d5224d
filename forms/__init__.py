"""What is asked, and whether the answer will do."""
