import Foundation
import JSON
import Journal
import NIOCore
import NIOPosix
import Platform
import Wire

/// `control.sock`: the operator's verbs, for the daemon's own user and root.
final class ControlServer: Sendable {
    /// Carries out a verb on a thread that may take its time; `progress` may be called from it at any rate.
    typealias Work = @Sendable (ControlVerb, @Sendable (UInt64, UInt64) -> Void) -> ControlReply

    private static let connections = 16

    private let acceptor: Acceptor
    private let pool = NIOThreadPool(numberOfThreads: 1)

    init(
        _ configuration: DaemonConfiguration, group: MultiThreadedEventLoopGroup, work: @escaping Work
    ) throws {
        let pool = self.pool
        // Counted apart, so that the operator gets in when everybody else has.
        let count = ConnectionCount(limit: Self.connections)
        let listener = try UnixListener(path: configuration.controlSocket, mode: 0o600)
        let own = System.user
        acceptor = Acceptor(
            listener, count: count,
            busy: ControlReply.error(code: "forbidden", message: "only the daemon's user may control it")
                .line,
            permitted: { $0 == own || $0 == 0 },
            hand: { descriptor, _ in
                ClientBootstrap(group: group)
                    .channelOption(.allowRemoteHalfClosure, value: true)
                    .channelInitializer { channel in
                        channel.closeFuture.whenComplete { _ in count.leave() }
                        return channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(
                                ControlConnection(pool: pool, work: work))
                        }
                    }
                    .withConnectedSocket(descriptor)
                    .whenFailure { _ in }
            })
    }

    func start() {
        pool.start()
        acceptor.start()
    }

    func drain() { acceptor.stop() }

    func close() { try? pool.syncShutdownGracefully() }
}

/// One connection of `control.sock`.
private final class ControlConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes of a request, which is a verb.
    private static let requestBytesMax = 4096

    private let pool: NIOThreadPool
    private let work: ControlServer.Work
    private var splitter = LineSplitter(limit: requestBytesMax)

    init(pool: NIOThreadPool, work: @escaping ControlServer.Work) {
        self.pool = pool
        self.work = work
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        for piece in splitter.push(Array(buffer.readableBytesView)) { answer(piece, context.channel) }
    }

    private func answer(_ piece: LineSplitter.Piece, _ channel: any Channel) {
        guard case .line(let line) = piece, let root = try? JSONValue(JSONDocument(line.bytes).root),
            let name = root["verb"]?.string, let verb = ControlVerb(rawValue: name)
        else {
            let verbs = ControlVerb.allCases.map(\.rawValue).joined(separator: ", ")
            let reply = ControlReply.error(
                code: "bad_request", message: #"expected {"verb":...} with one of \#(verbs)"#)
            return Self.send(reply, to: channel)
        }
        let work = self.work
        pool.submit { state in
            guard case .active = state else {
                return Self.send(.error(code: "stopping", message: "the daemon is stopping"), to: channel)
            }
            let told = Gate(Int64.min)
            let reply = work(verb) { done, total in
                // Ten times a second is enough for a person.
                let now = System.monotonicClock()
                let due = told.look { last in
                    guard last == .min || now - last >= 100_000 || done == total else { return false }
                    last = now
                    return true
                }
                if due { Self.send(.progress(done: done, of: total), to: channel) }
            }
            Self.send(reply, to: channel)
        }
    }

    private static func send(_ reply: ControlReply, to channel: any Channel) {
        channel.writeAndFlush(ByteBuffer(bytes: reply.line), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Half-closed by a peer that waits for its answer; the end of the daemon closes it.
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
