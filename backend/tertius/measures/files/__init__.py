"""Networks from files: what each format says, read strictly, and put together as one `Network`. No database."""
