"""Pure rules over frozen histories: clocks, waits, promises, meetings, gaps."""
