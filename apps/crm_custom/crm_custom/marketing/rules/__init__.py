"""Rules of marketing: pure, no framework."""
