/// A failure of the store: what the C library or the operating system said, and of which kind it is.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        /// The map is used up; the environment must be opened anew with a larger one.
        case mapFull
        /// Too many read transactions at once.
        case readersFull
        /// The file is not what it should be.
        case corrupted
        /// A key that was to be new is there already.
        case keyExists
        /// A key over 511 bytes, or an empty one.
        case keyTooLong
        case diskFull
        case inputOutput
        case outOfMemory
        case permission
        /// The environment, or its file under another name, is open in this process already.
        case alreadyOpen
        /// A table was written by another layout than this program's.
        case otherLayout
        case other
    }

    package let kind: Kind
    /// LMDB's or the system's code, 0 when the failure was found by our own check.
    package let code: Int32
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.code = 0
        self.message = message
    }

    init(code: Int32, call: String, text: String) {
        self.kind = Kind(code: code)
        self.code = code
        self.message = "\(call): \(text)"
    }

    package var description: String { message }
}
