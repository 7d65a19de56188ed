import NIOCore
import NIOPosix
import Platform
package import Wire

/// A line on its way to the ledger.
package struct AppendLine: Sendable {
    /// Which input it came from, as the caller counts them.
    package let input: Int
    /// Its number in that input, from 1.
    package let number: UInt64
    /// The event's bytes, without LF.
    package let bytes: [UInt8]
    /// Whether a CR stood before its LF; it is no part of the event.
    package let hadCR: Bool

    package init(input: Int, number: UInt64, bytes: [UInt8], hadCR: Bool = false) {
        self.input = input
        self.number = number
        self.bytes = bytes
        self.hadCR = hadCR
    }
}

/// Sends lines to `append.sock` and hands out the answers.
///
/// Lines are pipelined: many are under way at once, while answers are read beside. What is under way is
/// bounded, so any number of lines takes the same memory.
package struct AppendClient: Sendable {
    package let socket: String
    /// Bytes of lines that may wait for their answers. The daemon holds 8 MiB for a connection; half of that
    /// keeps it busy.
    package let windowBytes: Int

    package init(socket: String, windowBytes: Int = 4 << 20) {
        self.socket = socket
        self.windowBytes = windowBytes
    }

    /// How one connection ended.
    package enum Ending: Sendable {
        /// Every line has its answer.
        case finished
        /// The connection ended before. These lines were handed over but have no answer, oldest first:
        /// whether they are in the ledger is not known, and they may be sent again.
        case lost(unanswered: [AppendLine], reason: String)
    }

    /// Opens a connection, sends the batches of `next` until it gives nil, and reads every answer.
    ///
    /// - Parameters:
    ///   - next: the next lines; asked for only when there is room for more.
    ///   - answered: called in the order of the lines, with those that one read brought answers for.
    /// - Throws: `ClientError` when nobody answers at the socket or what comes is no acknowledgement, and
    ///   whatever `next` and `answered` throw. An error of `next` is thrown once all lines before it have
    ///   their answers.
    package func send(
        _ next: @escaping @Sendable () async throws -> [AppendLine]?,
        answered: @escaping @Sendable ([(line: AppendLine, answer: AcknowledgementLine)]) throws -> Void
    ) async throws -> Ending {
        let channel = try await connect()
        let window = AppendWindow(bytesMax: windowBytes)
        let (sent, end) = try await channel.executeThenClose { inbound, outbound in
            async let sending = Self.send(next, through: outbound, window)
            let end = await Self.read(inbound, window, socket: socket, answered)
            await window.close()
            // A writer that waits for a daemon that reads no more ends with the channel.
            channel.channel.close(promise: nil)
            return (await sending, end)
        }
        if case .failed(let error) = end { throw error }
        if case .failed(let error) = sent { throw error }
        var unanswered = await window.unanswered()
        if case .stopped(let lines) = sent { unanswered += lines }
        if case .ended = sent, unanswered.isEmpty { return .finished }
        return .lost(unanswered: unanswered, reason: end.reason)
    }

    private typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private func connect() async throws -> Channel {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(10))
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Channel(
                            wrappingChannelSynchronously: channel,
                            configuration: .init(isOutboundHalfClosureEnabled: true))
                    }
                }
        } catch {
            throw ClientError.connecting(socket, error)
        }
    }

    private enum Sending: Sendable {
        /// Everything was written and the sending half closed.
        case ended
        /// The connection was gone; these lines were taken from the source and may not have been written.
        case stopped([AppendLine])
        /// The source failed.
        case failed(any Error)
    }

    private static func send(
        _ next: @Sendable () async throws -> [AppendLine]?,
        through outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ window: AppendWindow
    ) async -> Sending {
        while true {
            let lines: [AppendLine]
            do {
                guard let taken = try await next() else {
                    outbound.finish()
                    return .ended
                }
                lines = taken
            } catch {
                outbound.finish()
                return .failed(error)
            }
            if lines.isEmpty { continue }
            guard await window.add(lines) else { return .stopped(lines) }
            var buffer = ByteBuffer()
            buffer.reserveCapacity(lines.reduce(0) { $0 + $1.bytes.count + 1 })
            for line in lines {
                buffer.writeBytes(line.bytes)
                buffer.writeInteger(UInt8(ascii: "\n"))
            }
            // The lines are in the window by now: a write that fails leaves them there, without an answer.
            guard (try? await outbound.write(buffer)) != nil else { return .stopped([]) }
        }
    }

    private enum Reading: Sendable {
        case closed(reason: String)
        case failed(any Error)

        var reason: String {
            if case .closed(let reason) = self { reason } else { "" }
        }
    }

    /// Reads answers until the daemon closes.
    private static func read(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ window: AppendWindow, socket: String,
        _ answered: @Sendable ([(line: AppendLine, answer: AcknowledgementLine)]) throws -> Void
    ) async -> Reading {
        var splitter = LineSplitter(limit: 65_536)
        do {
            for try await buffer in inbound {
                var answers: [AcknowledgementLine] = []
                for piece in splitter.push(Array(buffer.readableBytesView)) {
                    guard case .line(let line) = piece else {
                        throw ClientError.malformed(socket: socket, message: "a line of over 64 KiB")
                    }
                    answers.append(try acknowledgement(line.bytes, socket: socket))
                }
                let lines = await window.take(answers.count)
                try answered(Array(zip(lines, answers)).map { (line: $0.0, answer: $0.1) })
                if lines.count < answers.count {
                    return try surplus(answers[lines.count], socket: socket)
                }
            }
            return .closed(reason: "it ended")
        } catch let error as IOError {
            return .closed(reason: ClientError.using(socket, error).description)
        } catch {
            return .failed(error)
        }
    }

    /// An answer that belongs to no line: the daemon says why it closes, as when it has no room for a
    /// connection.
    private static func surplus(_ answer: AcknowledgementLine, socket: String) throws -> Reading {
        guard case .refused(let refused) = answer else {
            throw ClientError.malformed(socket: socket, message: "more answers than lines")
        }
        return .closed(reason: "\(refused.message) (\(refused.code))")
    }

    private static func acknowledgement(_ bytes: [UInt8], socket: String) throws -> AcknowledgementLine {
        do throws(AcknowledgementError) {
            return try AcknowledgementLine(bytes)
        } catch {
            throw ClientError.malformed(socket: socket, message: error.message)
        }
    }
}
