import Foundation
import Platform

/// Nobody reads standard output any more. That is no fault: the process ends without a word, exit status 0.
struct ClosedPipe: Error {}

/// What the process writes to its terminal or pipe.
enum Screen {
    /// The text with every character that could drive a terminal or turn the reading order written as
    /// `\u{1B}`.
    static func escape(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
        var visible = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                visible.append(contentsOf: "\\u{\(hex.count < 2 ? "0" : "")\(hex)}".unicodeScalars)
            default: visible.append(scalar)
            }
        }
        return String(visible)
    }

    /// One line on standard error that starts with the program's name.
    static func complain(_ message: String) {
        note("daybook: \(message)")
    }

    /// One line on standard error.
    static func note(_ line: String) {
        writeError("\(escape(line))\n")
    }

    /// Text on standard error as it is; escape what comes from outside first.
    static func writeError(_ text: String) {
        // Where standard error cannot be written, there is nobody to tell.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Makes a closed pipe an error of the write, not the end of the process; see `ClosedPipe`.
    static func expectClosedPipes() { System.ignoreWriteSignals() }

    /// Bytes on standard output.
    /// - Throws: `ClosedPipe` when nobody reads it any more, `Failure` when they cannot be written.
    static func write(_ bytes: [UInt8]) throws {
        try write(bytes, to: FileHandle.standardOutput)
    }

    /// The same to a handle that stands for standard output.
    static func write(_ bytes: [UInt8], to handle: FileHandle) throws {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            let code = systemCode(of: error)
            // EPIPE: whoever reads has seen enough, as `head` does.
            if code == 32 { throw ClosedPipe() }
            throw Failure(
                .outputUnwritable,
                code.map { "\(SystemError("write", "standard output", $0))" }
                    ?? "standard output cannot be written")
        }
    }

    /// The errno behind an error of a file, nil when there is none.
    static func systemCode(of error: any Error) -> Int32? {
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return Int32(exactly: error.code) }
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).flatMap(systemCode)
    }

    /// A line of our own on standard output.
    static func print(_ line: String) throws {
        try write(Array("\(escape(line))\n".utf8))
    }

    static var outputIsTerminal: Bool { System.isTerminal(1) }
    static var errorIsTerminal: Bool { System.isTerminal(2) }

    /// Whether colour and bars may be used on standard output.
    static var outputIsRich: Bool {
        let environment = ProcessInfo.processInfo.environment
        return outputIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// A count with separators between thousands: `1,234,567`.
    static func count(_ number: UInt64) -> String {
        var digits = Array(String(number))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }

    /// `1 line`, `2,000 lines`.
    static func count(_ number: UInt64, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }
}
