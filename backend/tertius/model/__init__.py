"""What a claim is, what its dates can mean, and how claims add up to ties. Pure: no input or output."""
