/// Why some bytes are not a JSON text.
package struct JSONError: Error, Hashable, Sendable {
    /// What kind of fault it is.
    package enum Code: String, Hashable, Sendable {
        case empty, syntax, number, text, invalidUTF8, tooDeep, tooLarge
    }

    package let code: Code
    /// A sentence for the person who has to mend the text.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// From simdjson's error code (`include/simdjson/error.h` of its version 3).
    init(simdjson code: Int32, depthMax: Int) {
        switch code {
        case 1: self.init(.tooLarge, "the text is larger than the parser takes")
        case 2: self.init(.tooLarge, "no memory for the text")
        case 4: self.init(.tooDeep, "nested deeper than \(depthMax) levels")
        case 5: self.init(.text, "a string holds an escape that is not valid")
        case 6, 7, 8: self.init(.syntax, "expected true, false or null")
        case 9:
            self.init(
                .number, "a number is malformed, or outside what a 64-bit integer or finite double holds")
        case 10: self.init(.invalidUTF8, "the bytes are not valid UTF-8")
        case 12: self.init(.empty, "nothing but white space")
        case 13: self.init(.text, "a string holds a control character that is not escaped")
        case 14: self.init(.text, "a string is not closed")
        default: self.init(.syntax, "not well-formed JSON")
        }
    }
}
