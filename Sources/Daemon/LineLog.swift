import Foundation
import JSON
package import Logging
import Model
import Platform

/// Writes one line an event to standard error: logfmt for people, JSON for machines.
package struct LineLog: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let format: DaemonConfiguration.LogFormat

    package init(level: Logger.Level, format: DaemonConfiguration.LogFormat) {
        logLevel = level
        self.format = format
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields: [(name: String, value: String)] = [
            ("time", Timestamp(microseconds: System.wallClock()).text), ("level", event.level.rawValue),
            ("message", event.message.description),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for name in all.keys.sorted() { fields.append((name, all[name].map { "\($0)" } ?? "")) }
        let line = Self.line(fields, format) + "\n"
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }

    static func line(_ fields: [(name: String, value: String)], _ format: DaemonConfiguration.LogFormat)
        -> String
    {
        switch format {
        case .json:
            JSONValue.object(fields.map { ($0.name, .string($0.value)) }).text
        case .logfmt:
            fields.map { "\($0.name)=\(plain($0.value) ? $0.value : JSONValue.string($0.value).text)" }
                .joined(separator: " ")
        }
    }

    /// Whether a value needs no quotes, so that a line stays one line and splits at its spaces.
    private static func plain(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
                    && byte != UInt8(ascii: "\\")
            }
    }
}
