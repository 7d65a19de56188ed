import Client
import Dispatch
import Foundation
import Platform
import Synchronization
import Wire

/// The lines of the files that were named, one file after another.
///
/// Reading waits for disks and pipes, so it runs on a queue of its own; one reader at a time asks for lines.
/// Memory is one chunk and one unfinished line, whatever the size of the inputs.
final class AppendInputs: Sendable {
    /// A line that is longer than anything that could be an event.
    struct LongLine: Sendable {
        let input: Int
        let line: LineSplitter.LongLine
    }

    private struct State {
        var next = 0
        var chunks: (any ChunkSource)?
        var splitter = LineSplitter(limit: AppendInputs.lineBytes)
        var finishedBytes: Int64 = 0
    }

    /// What has been read, for progress: kept apart, as reading itself may wait.
    private struct Progress {
        var bytes: Int64 = 0
        var blank: UInt64 = 0
        var longLines: [LongLine] = []
    }

    /// Bytes of a line that is sent, so that the daemon can say what it thinks of it: four of its largest
    /// events.
    static let lineBytes = 16 << 20
    private static let chunkBytes = 256 << 10

    let inputs: [InputFile]
    private let queue = DispatchQueue(label: "daybook.append.input")
    private let state = Mutex(State())
    private let progress = Mutex(Progress())

    /// - Parameter names: paths, or `-` for standard input.
    /// - Throws: `Failure` when one of them is not there or cannot be opened; nothing has been read then.
    init(_ names: [String]) throws {
        inputs = try names.map(InputFile.init)
    }

    /// The share of the inputs that has been read, nil when their size is not known.
    var share: Double? {
        let sizes = inputs.map(\.size)
        let total = sizes.reduce(Int64(0)) { $0 + ($1 ?? 0) }
        guard total > 0, !sizes.contains(nil) else { return nil }
        return min(1, Double(progress.withLock { $0.bytes }) / Double(total))
    }

    /// Lines of nothing but white space; they are passed over.
    var blankLines: UInt64 { progress.withLock { $0.blank } }

    /// The over-long lines met since the last call.
    func takeLongLines() -> [LongLine] {
        progress.withLock { progress in
            defer { progress.longLines = [] }
            return progress.longLines
        }
    }

    /// The next lines; nil at the end of the last input.
    /// - Throws: `Failure` when an input cannot be read further; the lines before that have been given out.
    func next() async throws -> [AppendLine]? {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(with: Result { try state.withLock { try read(&$0) } })
            }
        }
    }

    private func read(_ state: inout State) throws -> [AppendLine]? {
        while true {
            guard let chunks = state.chunks else {
                guard state.next < inputs.count else { return nil }
                state.chunks = try inputs[state.next].open()
                state.splitter = LineSplitter(limit: Self.lineBytes)
                state.next += 1
                continue
            }
            let input = state.next - 1
            let chunk: [UInt8]
            do throws(SystemError) {
                chunk = try chunks.read(Self.chunkBytes)
            } catch {
                let name = inputs[input].name
                // EIO is all that the decompressor says of a damaged file; its words would add nothing.
                let words = error.code == 5 ? "" : ": \(error)"
                throw Failure(
                    .inputUnreadable, "\(name) cannot be read to its end, it is damaged or cut short\(words)")
            }
            var lines: [AppendLine] = []
            if chunk.isEmpty {
                if let last = state.splitter.finish() { take(last, input, &lines) }
                state.chunks = nil
                state.finishedBytes += inputs[input].size ?? 0
            } else {
                state.splitter.push(chunk) { take($0, input, &lines) }
            }
            let bytes = state.finishedBytes + (state.chunks?.offset ?? 0)
            progress.withLock { $0.bytes = bytes }
            if !lines.isEmpty { return lines }
        }
    }

    private func take(_ piece: LineSplitter.Piece, _ input: Int, _ lines: inout [AppendLine]) {
        switch piece {
        case .tooLong(let line):
            progress.withLock { $0.longLines.append(LongLine(input: input, line: line)) }
        case .line(let line):
            if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) {
                progress.withLock { $0.blank += 1 }
            } else {
                lines.append(
                    AppendLine(input: input, number: line.number, bytes: line.bytes, hadCR: line.hadCR))
            }
        }
    }
}
