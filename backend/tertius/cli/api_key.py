"""``tertius api-key``: make a key for the API."""

import click


@click.command(name="api-key")
def api_key() -> None:
    """Make an API key and the hash that the server keeps of it.

    Give the key to its user; it is shown once and stored nowhere. Put the hash
    into TERTIUS_API_KEY_HASHES.
    """
    from tertius.api.keys import new_api_key

    key, digest = new_api_key()
    click.echo(f"Key   {key}")
    click.echo(f"Hash  {digest}")
