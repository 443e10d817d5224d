"""Who is there, and what they may call: passwords, sessions, permissions of routes."""
