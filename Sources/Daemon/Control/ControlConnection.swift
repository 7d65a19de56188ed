import JSON
import Journal
import NIOCore
import NIOPosix
import Platform
import Wire

/// One connection of `control.sock`. One that asks nothing for a while is closed, except by the one who asked
/// for the end and waits for it.
final class ControlConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes of a request, which is a verb.
    private static let requestBytesMax = 4096

    private let pool: NIOThreadPool
    private let idle: TimeAmount
    private let work: ControlServer.Work
    private var splitter = LineSplitter(limit: requestBytesMax)
    private var timer: Scheduled<Void>?
    /// Verbs that are not answered yet.
    private var asked = 0
    private var inputEnded = false
    private var awaitsEnd = false

    init(pool: NIOThreadPool, idle: TimeAmount, work: @escaping ControlServer.Work) {
        self.pool = pool
        self.idle = idle
        self.work = work
    }

    func channelActive(context: ChannelHandlerContext) { startClock(context) }

    func channelInactive(context: ChannelHandlerContext) { timer?.cancel() }

    private func startClock(_ context: ChannelHandlerContext) {
        timer?.cancel()
        guard !awaitsEnd, asked == 0 else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: idle) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        for piece in splitter.push(Array(buffer.readableBytesView)) { take(piece, context) }
    }

    private func take(_ piece: LineSplitter.Piece, _ context: ChannelHandlerContext) {
        guard case .line(let line) = piece, let root = try? JSONValue(JSONDocument(line.bytes).root),
            let name = root["verb"]?.string, let verb = ControlVerb(rawValue: name)
        else {
            let verbs = ControlVerb.allCases.map(\.rawValue).joined(separator: ", ")
            let reply = ControlReply.error(
                code: "bad_request", message: #"expected {"verb":...} with one of \#(verbs)"#)
            return Self.send(reply, to: context.channel)
        }
        asked += 1
        timer?.cancel()
        let work = self.work
        let channel = context.channel
        pool.runIfActive(eventLoop: context.eventLoop) { Self.carryOut(verb, work, channel) }
            .assumeIsolated().whenComplete { [self] result in
                let stopping = ControlReply.error(code: "stopping", message: "the daemon is stopping")
                asked -= 1
                if verb == .stop { awaitsEnd = true }
                Self.send((try? result.get()) ?? stopping, to: channel)
                closeIfDone(context)
                startClock(context)
            }
    }

    private static func carryOut(
        _ verb: ControlVerb, _ work: ControlServer.Work, _ channel: any Channel
    ) -> ControlReply {
        let told = Gate(Int64.min)
        return work(verb) { done, total in
            // Ten times a second is enough for a person.
            let now = System.monotonicClock()
            let due = told.look { last in
                guard last == .min || now - last >= 100_000 || done == total else { return false }
                last = now
                return true
            }
            if due { send(.progress(done: done, of: total), to: channel) }
        }
    }

    private static func send(_ reply: ControlReply, to channel: any Channel) {
        channel.writeAndFlush(ByteBuffer(bytes: reply.line), promise: nil)
    }

    /// A peer that sends no more is closed when it has its answers.
    private func closeIfDone(_ context: ChannelHandlerContext) {
        guard inputEnded, asked == 0 else { return }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: sent)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            inputEnded = true
            if let piece = splitter.finish() { take(piece, context) }
            closeIfDone(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
