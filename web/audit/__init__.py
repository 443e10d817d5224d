"""What auditors' pages put together: a case step by step, why it went so, its book, its package, event logs."""
