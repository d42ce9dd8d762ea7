"""A page in headless Chromium, driven by Selenium with Debian's chromedriver."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DRIVER = "chromedriver"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def browser(downloads: Path) -> Iterator:
    """Give a browser that logs what it says and asks for; skip where there is none."""
    driver, binary = shutil.which(DRIVER), next(filter(None, map(shutil.which, BROWSERS)), None)
    if driver is None or binary is None:
        pytest.skip("no Chromium with its chromedriver is installed")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,900"):
        options.add_argument(argument)
    options.unhandled_prompt_behavior = "accept"
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(driver)
    chrome = webdriver.Chrome(options=options, service=service)
    try:
        chrome.set_script_timeout(60)
        yield chrome
    finally:
        chrome.quit()


def requests(chrome) -> list[str]:
    """Return the addresses that the page has asked for since the last call."""
    messages = (json.loads(entry["message"])["message"] for entry in chrome.get_log("performance"))
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
