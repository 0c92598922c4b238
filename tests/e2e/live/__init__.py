"""Issue-sized stories through the whole program, with real mail and calendar hosts on the loopback."""
