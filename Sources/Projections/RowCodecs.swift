import Model

// One encoding a row: encode(decode(bytes)) gives the bytes again, and every value has one spelling.

extension RowWriter {
    mutating func optional(_ text: Identifier?) {
        byte(text == nil ? 0 : 1)
        if let text { self.text(text.text) }
    }

}

extension RowReader {
    mutating func identifier() throws(ProjectionError) -> Identifier { Identifier(try text()) }

    mutating func timestamp() throws(ProjectionError) -> Timestamp { Timestamp(microseconds: try time()) }

    mutating func optionalIdentifier() throws(ProjectionError) -> Identifier? {
        try byte() == 0 ? nil : try identifier()
    }

}
