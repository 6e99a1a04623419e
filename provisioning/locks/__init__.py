"""Lock files of the Python environments; README.md says how they are made."""
