/// Text on a terminal: made harmless, measured, and broken into lines.
enum VisibleText {
    /// The text with every character that could drive a terminal or turn the reading order written out as
    /// `\u{1B}`.
    ///
    /// That is C0, DEL and C1, the line and paragraph separators, and the marks, embeddings, overrides and
    /// isolates of the bidirectional algorithm. Everything else stays as it is.
    static func escape(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            if isActive(scalar) {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                visible += "\\u{" + (hex.utf8.count < 2 ? "0" : "") + hex + "}"
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    /// The terminal columns of escaped text. Cost: linear; plain ASCII is counted as bytes.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// The columns of one scalar: 0 for marks and joiners that draw onto their neighbour, 2 for East Asian
    /// wide and emoji, 1 otherwise. Clusters that a terminal fuses into one glyph are counted as their parts.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        // Latin, and the box and block characters of bars, without a look at the tables.
        if scalar.value < 0x300 || (0x2500...0x259f).contains(scalar.value) { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        return isWide(scalar) ? 2 : 1
    }

    /// The ranges of Unicode's EastAsianWidth.txt with the classes W and F, gaps between them included.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f,
            0xac00...0xd7a3,
            0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6,
            0x16fe0...0x18cff, 0x1aff0...0x1b2ff, 0x1f300...0x1f64f, 0x1f680...0x1f6ff, 0x1f900...0x1f9ff,
            0x1fa70...0x1faff, 0x20000...0x3fffd:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }

    /// The text with blanks up to so many columns, on the right or, for numbers, on the left.
    static func padded(_ text: String, to columns: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, columns - width(text)))
        return right ? blanks + text : text + blanks
    }

    /// The text in lines of at most so many columns (at least 2), broken at a blank where there is one. A
    /// word that no line can hold, such as JSON, starts where the text before it ends and is broken after
    /// commas, inside only where it has none. Every character but the blanks at the
    /// breaks is kept.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        let limit = max(2, columns)
        guard width(text) > limit else { return [text] }
        let scalars = Array(text.unicodeScalars)
        var lines: [String] = []
        var start = 0
        var used = 0
        var blank: Int?
        var afterComma: Int?
        var place = 0
        func fits(wordAfter blank: Int) -> Bool {
            var columns = 0
            for scalar in scalars[(blank + 1)...] {
                if scalar == " " { break }
                columns += width(scalar)
                if columns > limit { return false }
            }
            return true
        }
        while place < scalars.count {
            let advance = width(scalars[place])
            if used + advance > limit, place > start {
                var end = place
                if scalars[place] != " " {
                    if let blank, fits(wordAfter: blank) { end = blank } else { end = afterComma ?? place }
                }
                lines.append(string(scalars[start..<end]))
                start = end < scalars.count && scalars[end] == " " ? end + 1 : end
                place = start
                used = 0
                blank = nil
                afterComma = nil
                continue
            }
            if scalars[place] == " ", place > start { blank = place }
            used += advance
            place += 1
            if scalars[place - 1] == "," { afterComma = place }
        }
        if start < scalars.count { lines.append(string(scalars[start...])) }
        return lines
    }

    /// The text set in by so many columns and, with a width, broken into lines that fit it, those after the
    /// first set in by two more.
    static func indented(_ text: String, by indent: Int, to columns: Int?) -> [String] {
        let blanks = String(repeating: " ", count: indent)
        guard let columns, width(text) > columns - indent else { return [blanks + text] }
        return wrapped(text, to: columns - indent - 2).enumerated().map { offset, line in
            blanks + (offset > 0 ? "  " : "") + line
        }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }
}
