/// Why the daemon says no to one line, in terms its producer can act on.
package struct Refusal: Error, Hashable, Sendable {
    /// What kind of fault it is; the raw value is the name on the wire.
    package enum Code: String, CaseIterable, Hashable, Sendable {
        /// The bytes are not one JSON text.
        case invalidJSON = "invalid_json"
        /// The line holds nothing but white space.
        case emptyLine = "empty_line"
        /// JSON, but not an object.
        case notAnObject = "not_an_object"
        /// An object names a member twice.
        case duplicateKey = "duplicate_key"
        /// Objects and arrays nested deeper than the limit.
        case tooDeep = "too_deep"
        case invalidUTF8 = "invalid_utf8"
        /// A number is malformed or outside what a finite double holds.
        case invalidNumber = "invalid_number"
        case missingField = "missing_field"
        /// A field is there, but is not of the kind it has to be.
        case wrongType = "wrong_type"
        case invalidTime = "invalid_time"
        /// A text is empty where it must not be, or holds a control character.
        case invalidText = "invalid_text"
        /// Of the right kind, but not one of the values the field may have, or at odds with another field.
        case invalidValue = "invalid_value"
        /// A number below or above what the field may hold.
        case outOfRange = "out_of_range"
        /// An integer so large that a double would change it.
        case inexactNumber = "inexact_number"
        /// A text of too many bytes.
        case tooLong = "too_long"
        /// An event of too many bytes.
        case tooLarge = "too_large"
        /// A list or an object with too many entries.
        case tooMany = "too_many"
        case unknownType = "unknown_type"
        /// The id is taken by an event with other content.
        case conflict
        /// This peer may not append this type.
        case forbidden
        /// It is not known whether the event was written; send it again.
        case unknown
        /// No room for it now; send it again later.
        case busy
    }

    package let code: Code
    /// JSON pointer (RFC 6901) of the field; nil when the fault is not a field's.
    package let field: String?
    /// One sentence: what was expected and what was found.
    package let message: String
    /// The limit that was overstepped, with its unit.
    package let limit: String?
    /// What was found, shortened.
    package let found: String?

    package init(
        _ code: Code, field: String? = nil, _ message: String, limit: String? = nil, found: String? = nil
    ) {
        self.code = code
        self.field = field
        self.message = message
        self.limit = limit
        self.found = found
    }
}
