"""What loaders of event datasets share: cells, precise and imprecise dates, deaths, nested places, sides."""
