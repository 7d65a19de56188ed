"""Says what is wrong with pages of the HTML form, a line each, or nothing.

Usage: check_page.py PAGES. A page has to be well-formed XML and balanced HTML, hold no script, handler, link or other
resource, have each id once, and give every drawing that is an image a title and a description that it names.
"""

import html.parser
import sys
import xml.etree.ElementTree as tree

VOID = {"meta", "br", "hr", "img", "input", "link", "col"}
# What loads, runs or leads somewhere.
BANNED_TAGS = {"script", "link", "img", "image", "iframe", "object", "embed", "base", "form", "a", "use", "animate", "set"}
BANNED_ATTRIBUTES = {"src", "href", "xlink:href", "srcset", "action", "data", "background", "poster"}
SVG = "{http://www.w3.org/2000/svg}"


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.ids, self.style = [], [], [], ""

    def element(self, tag, attributes):
        if tag in BANNED_TAGS:
            self.faults.append(f"element {tag}")
        for name, value in attributes:
            if name in BANNED_ATTRIBUTES or name.startswith("on"):
                self.faults.append(f"attribute {name} of {tag}")
            if name == "id":
                self.ids.append(value)
            if name == "style":
                self.style += value

    def handle_starttag(self, tag, attributes):
        self.element(tag, attributes)
        if tag in VOID:
            self.faults.append(f"{tag} is not closed in place")
        self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.element(tag, attributes)
        if tag not in VOID and "svg" not in self.open:
            self.faults.append(f"{tag} cannot be closed in place")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"end of {tag}")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data


def faults(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    found = reader.faults + [f"{tag} is left open" for tag in reader.open]
    found += [f"id {name} twice" for name in sorted(set(reader.ids)) if reader.ids.count(name) > 1]
    for word in ("url(", "@import", "expression(", "</"):
        if word in reader.style:
            found.append(f"style with {word}")
    active = [c for c in page if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u061c\u200e\u200f"
              or "\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"]
    if active:
        found.append(f"character U+{ord(active[0]):04X}")
    for svg in tree.fromstring(page).iter(SVG + "svg"):
        if svg.get("role") != "img":
            continue
        named = {child.get("id"): child for child in svg if child.tag in (SVG + "title", SVG + "desc")}
        if set(svg.get("aria-labelledby", "").split()) != set(named) or len(named) != 2:
            found.append("a drawing does not name its title and description")
        elif not all((child.text or "").strip() for child in named.values()):
            found.append("a drawing has an empty title or description")
    return found


for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    try:
        for fault in faults(text):
            print(f"{path}: {fault}")
    except tree.ParseError as error:
        print(f"{path}: {error}")
