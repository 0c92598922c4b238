"""What a person decided about a draft, and what then left: states, verbs, outbox, audit."""
