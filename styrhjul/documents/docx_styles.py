"""What Word needs that python-docx has no word for: language, fields, links, borders, numbering."""

from itertools import product
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK, SOFT = RGBColor(0x29, 0x2C, 0x30), RGBColor(0x5B, 0x5D, 0x60)
LINK_STYLE = "Hyperlink"
CELL_STYLE, NUMBER_STYLE = "Tabelltext", "Tabelltal"
#: What the names of the styles end with in a table of many columns, and the size of its text: a number never breaks,
#: not even in the wider type of a reader who lacks ours.
TABLE_SIZES = {"": 9.5, ", många kolumner": 8, ", flest kolumner": 6.5}
CELL_SIDES = 60  # space on each side of a cell, in twentieths of a point
FONT = "Calibri"  # a file for editing uses what the reader's Word has

_SIZES = {"Title": 34, "Subtitle": 17, "Heading 1": 22, "Heading 2": 15, "Heading 3": 12}


def element(tag: str, text: str = "", **attributes: object) -> Any:
    """Return an XML element of WordprocessingML; names and attributes are in the `w` namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    if text:
        made.text = text
        made.set(qn("xml:space"), "preserve")
    return made


def dress(document: Any, colour: str) -> None:
    """Give the document's styles our type and spacing, links the colour (``#rrggbb``), and the language sv-SE."""
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and hasattr(style, "font"):
            _set_font(style)
    normal = document.styles["Normal"]
    normal.font.size, normal.font.color.rgb = Pt(11), INK
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(7), 1.15
    for number in range(1, 7):
        _dress_heading(document.styles[f"Heading {number}"], number)
    for name in ("Title", "Subtitle"):
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.bold = Pt(_SIZES[name]), INK, name == "Title"
        style.font.italic = False
        _drop(style.element, "w:pPr/w:pBdr")
    caption = document.styles["Caption"]
    caption.font.size, caption.font.color.rgb, caption.font.bold = Pt(9.5), SOFT, False
    _add_styles(document, normal)
    linked = document.styles.add_style(LINK_STYLE, WD_STYLE_TYPE.CHARACTER)
    linked.font.color.rgb, linked.font.underline = RGBColor.from_string(colour[1:].upper()), True
    _speak_swedish(document)


def _add_styles(document: Any, normal: Any) -> None:
    """Add the styles of table cells and of the table of contents."""
    for name, (ending, size) in product((CELL_STYLE, NUMBER_STYLE), TABLE_SIZES.items()):
        cell = document.styles.add_style(name + ending, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style, cell.font.size = normal, Pt(size)
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
        cell.paragraph_format.line_spacing = 1.0
        if name == NUMBER_STYLE:
            cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number in (1, 2, 3):
        entry = document.styles.add_style(f"toc {number}", WD_STYLE_TYPE.PARAGRAPH)
        entry.base_style, entry.font.bold = normal, number == 1
        entry.paragraph_format.left_indent = Cm(0.6 * (number - 1))
        entry.paragraph_format.space_after = Pt(2)


def _set_font(style: Any) -> None:
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), FONT)


def _dress_heading(style: Any, number: int) -> None:
    style.font.size, style.font.color.rgb = Pt(_SIZES.get(style.name, 11)), INK
    style.font.bold, style.font.italic = True, False
    style.paragraph_format.space_before = Pt(18 if number < 3 else 12)
    style.paragraph_format.space_after, style.paragraph_format.keep_with_next = Pt(6), True


def _drop(parent: Any, path: str) -> None:
    for found in parent.xpath(path):
        found.getparent().remove(found)


def _speak_swedish(document: Any) -> None:
    for lang in document.styles.element.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            lang.set(qn(f"w:{name}"), "sv-SE")
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), "sv-SE")


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field such as PAGE or SEQ, with the text that it shows until it is updated."""
    part = element("fldSimple", instr=f" {instruction} ")
    run = element("r")
    run.append(element("t", shown))
    part.append(run)
    paragraph._p.append(part)


def link(document: Any, paragraph: Any, run: Any, href: str) -> None:
    """Turn a run into a link to an address outside the document."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("r:id"), document.part.relate_to(href, kind, is_external=True))
    run.style = LINK_STYLE
    anchor.append(run._r)
    paragraph._p.append(anchor)


def jump(paragraph: Any, text: str, place: str) -> None:
    """Add a link to a place in the document."""
    anchor, run = element("hyperlink", anchor=place, history=1), element("r")
    run.append(element("t", text))
    anchor.append(run)
    paragraph._p.append(anchor)


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Name a paragraph as a place to jump to."""
    paragraph._p.insert(1, element("bookmarkStart", id=number, name=name))
    paragraph._p.append(element("bookmarkEnd", id=number))


def field_mark(paragraph: Any, kind: str, instruction: str = "") -> None:
    """Add the beginning, separator or end of a field that spans paragraphs."""
    run = element("r")
    run.append(element("fldChar", fldCharType=kind) if kind else element("instrText", instruction))
    paragraph._p.append(run)


def cell_style(columns: int, is_number: bool) -> str:
    """Return the name of the style of a cell's text: smaller the more columns share the page."""
    return (NUMBER_STYLE if is_number else CELL_STYLE) + _ending(columns)


def table_size(columns: int) -> float:
    """Return the size in points of the text in a table of so many columns."""
    return TABLE_SIZES[_ending(columns)]


def _ending(columns: int) -> str:
    return list(TABLE_SIZES)[0 if columns <= 5 else 1 if columns <= 11 else 2]


def hairlines(table: Any) -> None:
    """Give a table hairlines between its rows, a heavier line under the header row, and cells with narrow sides."""
    borders = element("tblBorders")
    for side, size in (("top", 0), ("bottom", 8), ("insideH", 4)):
        borders.append(element(side, val="single" if size else "nil", sz=size, space=0, color="BBBCBD"))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(borders)  # the schema's order
    sides = element("tblCellMar")
    for side in ("left", "right"):
        sides.append(element(side, w=CELL_SIDES, type="dxa"))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(sides)
    for row in table._tbl.tr_lst:  # a row is read whole: it never goes on at the top of the next page
        row.get_or_add_trPr().append(element("cantSplit"))
    table.rows[0]._tr.trPr.append(element("tblHeader"))


def gap(paragraph: Any) -> None:
    """Make the empty paragraph after a table low, so that it does not alone begin a new page."""
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(4), 1
    mark = element("rPr")
    mark.append(element("sz", val=8))
    paragraph._p.get_or_add_pPr().append(mark)


def share_width(table: Any, width: int, shares: list[float]) -> None:
    """Divide the width, in twentieths of a point, between the columns."""
    widths = [round(width * share / sum(shares)) for share in shares]
    for column, own in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(own))
    for row in table._tbl.tr_lst:
        for cell, own in zip(row.tc_lst, widths, strict=True):
            cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), str(own))


def restarted(document: Any, style: str, start: int) -> int:
    """Return the id of a new numbering that begins at `start`, in the manner of a list style."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    own = document.styles[style].element.pPr.numPr.numId.val
    number = numbering.add_num(numbering.num_having_numId(own).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def number_by(paragraph: Any, numbering: int) -> None:
    """Let a list paragraph take its number from the numbering with the id."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering
