"""Why a person can or cannot do something with a record, in words: for the administrator (R-340, R-344, R-354)."""
