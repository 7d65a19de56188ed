import JSON

/// The members of a JSON object with their values' exact bytes.
///
/// For text that a strict reader has accepted already; what is no object has no members. Numbers keep their
/// spelling, which a value that went through a double would lose.
struct RawMembers {
    /// Names as they mean, values as they stand.
    private(set) var members: [(name: String, value: ArraySlice<UInt8>)] = []

    init(_ bytes: [UInt8]) {
        var scanner = Scanner(bytes: bytes)
        scanner.skipSpace()
        guard scanner.take(UInt8(ascii: "{")) else { return }
        while true {
            scanner.skipSpace()
            guard let name = scanner.value(), name.first == UInt8(ascii: "\"") else { return }
            scanner.skipSpace()
            guard scanner.take(UInt8(ascii: ":")) else { return }
            scanner.skipSpace()
            guard let value = scanner.value(), let text = (try? JSONDocument(Array(name)))?.root.string else {
                return
            }
            members.append((text, value))
            scanner.skipSpace()
            guard scanner.take(UInt8(ascii: ",")) else { return }
        }
    }

    private struct Scanner {
        let bytes: [UInt8]
        var at = 0

        mutating func skipSpace() {
            while at < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }

        /// The next value's bytes: a string, a nested value to its closing bracket, or a bare word.
        mutating func value() -> ArraySlice<UInt8>? {
            let start = at
            var depth = 0
            while at < bytes.count {
                switch bytes[at] {
                case UInt8(ascii: "\""): skipString()
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    at += 1
                    continue
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    guard depth > 0 else { return start < at ? bytes[start..<at] : nil }
                    depth -= 1
                    at += 1
                case UInt8(ascii: ","), UInt8(ascii: ":"):
                    guard depth > 0 else { return start < at ? bytes[start..<at] : nil }
                    at += 1
                    continue
                case 0x20, 0x09, 0x0a, 0x0d:
                    guard depth > 0 else { return start < at ? bytes[start..<at] : nil }
                    at += 1
                    continue
                default:
                    at += 1
                    continue
                }
                if depth == 0 { return bytes[start..<at] }
            }
            return start < at ? bytes[start..<at] : nil
        }

        /// Over a string, its quotes included.
        private mutating func skipString() {
            at += 1
            while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
                at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
            }
            at = min(at + 1, bytes.count)
        }
    }
}
