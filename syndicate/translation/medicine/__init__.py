"""Drug names, medical abbreviations, and what in a text can harm a patient."""
