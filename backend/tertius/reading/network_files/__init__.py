"""Networks from files: what each format says, read strictly, as columns. What is made of it is another room's."""
