"""Somebody at Neo4j Browser, who works by the clipboard, the keyboard and clicks."""

from playwright.sync_api import Page

EDITOR = "[data-testid=activeEditor] .monaco-editor"
FRAME = "[data-testid=frame]"
STATUS = "[data-testid=multi-statement-list-icon]"
NODE, TIE = f"{FRAME} svg.neod3viz g.node", f"{FRAME} svg.neod3viz g.relationship"


class Analyst:
    """Somebody at Neo4j Browser.

    Attributes
    ----------
    page
        The Browser.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def connect(self, address: str, password: str) -> None:
        """Open the Browser at an address that names the user, and connect."""
        self.page.goto(address)
        self.page.fill("[data-testid=password]", password)
        self.page.click("[data-testid=connect]:enabled")
        self.page.wait_for_selector(f"{FRAME} >> text=You are connected as user")

    def paste(self, text: str) -> None:
        """Replace what is in the editor by a text from the clipboard."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.click(EDITOR)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Control+V")

    def run(self, text: str) -> None:
        """Clear the stream, paste a text, and run it."""
        for command in (":clear", text):
            self.paste(command)
            self.page.keyboard.press("Control+Enter")
            frames = 0 if command == ":clear" else 1
            self.page.wait_for_function(f"document.querySelectorAll('{FRAME}').length === {frames}")

    def statuses(self, text: str, statements: int) -> list[str]:
        """Run several statements at once and return what became of each."""
        self.run(text)
        self.page.wait_for_function(
            f"""() => {{
                const told = [...document.querySelectorAll('{STATUS}')].map(one => one.title)
                return told.length === {statements} && !told.some(one => /waiting|pending/.test(one))
            }}"""
        )
        return [str(one.get_attribute("title")) for one in self.page.query_selector_all(STATUS)]

    def drawn(self, text: str) -> tuple[int, int]:
        """Run one statement, wait until its picture is there, and count its nodes and ties."""
        self.run(text)
        self.page.wait_for_selector(f"{NODE}, {FRAME} [data-testid=cypherFrameErrorMessage]")
        return len(self.page.query_selector_all(NODE)), len(self.page.query_selector_all(TIE))
