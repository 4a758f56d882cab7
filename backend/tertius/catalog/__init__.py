"""What a question is, and the folder of question files: read, checked and listed. No driver, no web."""
