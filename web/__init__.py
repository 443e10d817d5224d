"""Pages and terminal commands: the only place that knows HTTP."""
