"""Comments cite sections of the documents in docs/: each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for folder in ("gradio_nb", "js/src", "js/tests", "tests", "benchmarks", "tools")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".ts", ".tsx", ".css") and "static" not in path.parts and path != Path(__file__)
]
CITED = re.compile(r"(?:docs/(\w+)\.md|(RFC \d+|CSP 3|glTF 2\.0)) (§[\d.]+(?:(?:, | and | to |, and )§[\d.]+)*)")
NUMBERED = re.compile(r"^#{2,3} ([\d.]+?)\.? ", re.MULTILINE)


def sections(document: str) -> set[str]:
    """Return the numbers of the sections; §17.3 is the third item of a numbered list in section 17."""
    text = (ROOT / "docs" / f"{document}.md").read_text(encoding="utf-8")
    numbers = set(NUMBERED.findall(text))
    for number, body in re.findall(r"^## (\d+)\. [^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        numbers |= {f"{number}.{item}" for item in re.findall(r"^(\d+)\. ", body, re.MULTILINE)}
    return numbers


def citations() -> list[tuple[str, str, str]]:
    found = []
    for path in SOURCES:
        for document, _, numbers in CITED.findall(path.read_text(encoding="utf-8")):
            if document:
                found += [
                    (str(path.relative_to(ROOT)), document, n.rstrip(".")) for n in re.findall(r"§([\d.]+)", numbers)
                ]
    return found


def test_there_are_citations_of_both_documents():
    assert {document for _, document, _ in citations()} == {"protocol", "hosts"}


@pytest.mark.parametrize("document", ["protocol", "hosts"])
def test_every_cited_section_exists(document):
    known = sections(document)
    assert {(path, number) for path, cited, number in citations() if cited == document and number not in known} == set()


def test_no_section_is_cited_without_its_document():
    bare = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if "§" in text and "Sections are those of docs/protocol.md." not in text:
            joined = re.sub(r"\s*\n\s*(?:#|\*|//)?\s*", " ", text)  # a comment may go on in the next line
            if "§" in CITED.sub("", joined):
                bare.append(str(path.relative_to(ROOT)))
    assert bare == []
