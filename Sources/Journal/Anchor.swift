package import Digest
import Foundation
import JSON
package import Model
import Platform

/// A small file beside the journal that says how far it was known to reach.
///
/// It may lag behind the journal, never the other way round: a journal that ends before its anchor, or has
/// another record at the anchor's position, was cut short or exchanged.
package struct Anchor: Hashable, Sendable {
    /// The ledger's identity, 32 hexadecimal digits.
    package let identity: String
    package let position: Position
    package let digest: SHA256Digest

    package init(identity: String, position: Position, digest: SHA256Digest) {
        self.identity = identity
        self.position = position
        self.digest = digest
    }

    /// Replaces the file durably. Cost: two fsyncs.
    package func write(to path: String) throws {
        let text = JSONValue.object([
            ("identity", .string(identity)), ("position", .integer(Int64(clamping: position))),
            ("digest", .string(digest.hex)),
        ])
        try Files.replace(path, with: text.bytes + [0x0a])
    }

    /// Reads the file.
    /// - Throws: `LedgerError` of kind `damaged` when it is not what `write` writes.
    package init(from path: String) throws {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw LedgerError(.system, "\(path) cannot be read: \(error.localizedDescription)")
        }
        guard let root = try? JSONValue(JSONDocument(bytes).root),
            let identity = root["identity"]?.string, Hex.bytes(identity)?.count == 16,
            let position = root["position"]?.integer, position >= 0,
            let hex = root["digest"]?.string, let raw = Hex.bytes(hex), let digest = SHA256Digest(bytes: raw)
        else {
            throw LedgerError(
                .damaged,
                """
                \(path) is not an anchor: expected {"identity":...,"position":...,"digest":...}; \
                restore it, with the journal, from a backup
                """)
        }
        self.init(identity: identity, position: Position(position), digest: digest)
    }
}

/// Lower-case hexadecimal.
enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
    }

    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
