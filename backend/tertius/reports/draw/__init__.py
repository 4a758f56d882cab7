"""Pictures of answers as SVG: tables in, drawings out. Nothing here knows of questions or of the database."""
