"""What is shipped: the wheel, its templates, the locks and the commands on a fresh machine."""
