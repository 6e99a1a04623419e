"""Who did what and when: the operation log, the history of changes, how long they are kept. See README.md."""
