"""What a question is, and the catalogue of all of them."""
