"""Tables as people have them: CSV in what separators and encodings spreadsheets write, and workbooks.

Nothing is read leniently. What cannot be read as it was meant is a `Fault` with its line and what to do, and what is
passed over is told in the notes of a table. Pure: the caller reads the file.
"""
