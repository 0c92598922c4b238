"""Provider records in, rows out: what a message, a person, a thread and an event are."""
