"""The servers of one installation: database, Redis, web, realtime, workers, and what keeps them running. See ../README.md."""
