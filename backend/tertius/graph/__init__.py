"""Everything that speaks to Neo4j, and the only room that imports its driver.

``connect`` opens drivers, ``read`` runs bounded questions, ``write`` is what the loader engine writes with,
``migrate`` brings a database's schema up to date, ``wipe`` empties one, and ``faults`` turns the driver's errors into
the project's own. The driver's own classes are re-exported by ``connect`` for annotations elsewhere.
"""
