"""A file goes from the upload to its balance in the browser, with its job's progress."""

import re
from pathlib import Path

from looking import faults_in_looks

EXAMPLE = Path(__file__).parents[2] / "examples" / "profiles" / "interval_volumes.toml"


def volumes(intervals: int) -> bytes:
    """Counts per five minutes, from 2003-03-03 on, in the columns of the example profile."""
    lines = ["DateTime,Calls"]
    for n in range(intervals):
        hour, minute = divmod(420 + 5 * (n % 160), 60)
        lines.append(f"2003-03-{3 + n // 160:02} {hour:02}:{minute:02}:00,{100 + n % 17}")
    return "\n".join(lines).encode()


def test_a_file_is_loaded_and_its_balance_shown(visit):
    page = visit("planner").go("/settings/sources/add/")
    file = {"name": "volumes.csv", "mimeType": "text/csv", "buffer": volumes(480)}
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile("/settings/sources/uploads/"))
    assert "DateTime" in page.locator("#id_text").input_value()
    assert faults_in_looks(page) == []
    page.locator("#id_text").fill(EXAMPLE.read_text())
    page.get_by_role("button", name="Load the file").click()
    page.wait_for_url(re.compile("/jobs/"))
    # The worker does it; the part asks for itself until then.
    page.wait_for_selector(".notice.good")
    assert faults_in_looks(page) == []
    page.get_by_role("link", name="See what came of it").click()
    page.wait_for_url(re.compile("/settings/sources/loads/"))
    assert faults_in_looks(page) == []
    said = page.locator("main").inner_text()
    assert "480 of 480 lines were used." in said or "already loaded" in said


def test_a_wrong_profile_keeps_what_was_typed(visit):
    seen = visit("planner")
    page = seen.go("/settings/sources/add/")
    file = {"name": "other.csv", "mimeType": "text/csv", "buffer": volumes(10)}
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile("/settings/sources/uploads/"))
    page.locator("#id_text").fill('name = "mine"\nzone = "Nowhere/Land"')
    page.get_by_role("button", name="Load the file").click()
    page.wait_for_selector(".error-summary")
    assert "Nowhere/Land" in page.locator("#id_text").input_value()
    assert page.locator("#id_text").get_attribute("aria-invalid") == "true"
    assert faults_in_looks(page) == []
    seen.complaints[:] = [text for text in seen.complaints if "status of 422" not in text]
    page.get_by_role("button", name="Forget this file").click()
    assert page.get_by_role("dialog", name="Forget other.csv?").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Forget this file").click()
    page.get_by_role("button", name="Forget it").click()
    page.wait_for_url(re.compile("/settings/sources/$"))
    assert "other.csv is forgotten" in page.locator("main").inner_text()


def test_a_line_in_quarantine_is_found_by_its_reason_and_asked_about(visit):
    page = visit("planner").go("/settings/sources/quarantine/")
    page.locator("#reason-1").click()
    page.wait_for_url(re.compile(r"reason="))
    assert page.evaluate("document.activeElement.id") == "reason-1"
    assert page.locator("#reason-1").get_attribute("aria-current") == "true"
    page.locator("#lines a.btn").first.click()
    page.wait_for_url(re.compile("/dismiss/"))
    assert faults_in_looks(page) == []
