"""Tables as people have them: CSV in what separators and encodings spreadsheets write, workbooks, and large files.

Nothing is read leniently. What cannot be read as it was meant is a `Fault` with its line and what to do, and what is
passed over is told in the notes of a table. A table that people write is given as bytes; one of any size is a stream
(`tertius.reading.streamed`), whose file `tertius.reading.packed` opens.
"""
