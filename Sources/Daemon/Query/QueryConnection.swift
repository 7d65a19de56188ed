import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// One connection of `query.sock`: requests are answered one after the other, on the threads that may wait.
final class QueryConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let respond: @Sendable (QueryResponder.Ask) -> QueryResponse
    private let pool: NIOThreadPool
    private let idle: TimeAmount
    private var head: HTTPRequestHead?
    private var refusal: QueryResponse?
    private var timer: Scheduled<Void>?
    private var answering = false
    private var draining = false

    /// - Parameter idle: how long a connection may take to send the head of its next request.
    init(
        pool: NIOThreadPool, idle: TimeAmount,
        respond: @escaping @Sendable (QueryResponder.Ask) -> QueryResponse
    ) {
        self.pool = pool
        self.idle = idle
        self.respond = respond
    }

    func channelActive(context: ChannelHandlerContext) {
        startClock(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    /// Starts the clock for the next request. Bytes that trickle in do not stop it.
    private func startClock(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: idle) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            refusal = Self.refusal(of: head)
            // A body is not read: it would only be thrown away.
            if let refusal, refusal.closes { answer(context, refusal, head) }
        case .body:
            guard refusal == nil, let head else { return }
            let refusal = Self.noBodies
            self.refusal = refusal
            answer(context, refusal, head)
        case .end:
            guard let head, !answering else { return }
            timer?.cancel()
            if let refusal { return answer(context, refusal, head) }
            ask(context, head)
        }
    }

    private static let noBodies = QueryResponse.problem(
        413, code: "no_bodies", title: "Questions have no body",
        detail: "expected a GET without a body; parameters stand in the URL", closes: true)

    private static func refusal(of head: HTTPRequestHead) -> QueryResponse? {
        let length = head.headers.first(name: "content-length").map { Int($0) ?? 1 } ?? 0
        if length > 0 || head.headers.contains(name: "transfer-encoding") { return noBodies }
        guard head.method == .GET || head.method == .HEAD else {
            var response = QueryResponse.problem(
                405, code: "read_only", title: "Questions change nothing",
                detail: "expected GET or HEAD, found \(head.method.rawValue); events go through append.sock")
            response.headers = [("Allow", "GET, HEAD")]
            return response
        }
        return nil
    }

    private func ask(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
        answering = true
        let ask = QueryResponder.Ask(
            uri: head.uri,
            accept: head.headers["accept"].isEmpty ? nil : head.headers["accept"].joined(separator: ","),
            deadline: System.monotonicClock() + Int64(Limits.querySeconds) * 1_000_000)
        let respond = self.respond
        pool.runIfActive(eventLoop: context.eventLoop) { respond(ask) }
            .assumeIsolated().whenComplete { [self] result in
                answering = false
                switch result {
                case .success(let response): answer(context, response, head)
                case .failure:
                    answer(
                        context,
                        .problem(
                            503, code: "stopping", title: "The daemon is stopping",
                            detail: "ask again when it runs", closes: true), head)
                }
            }
    }

    private func answer(
        _ context: ChannelHandlerContext, _ response: QueryResponse, _ request: HTTPRequestHead
    ) {
        self.head = nil
        guard context.channel.isActive else { return }
        let keepAlive = request.isKeepAlive && !response.closes && !draining
        var headers = HTTPHeaders()
        headers.add(name: "Content-Type", value: response.contentType)
        headers.add(name: "Content-Length", value: String(response.body.count))
        headers.add(name: "Cache-Control", value: "no-store")
        if let position = response.position { headers.add(name: "Daybook-Position", value: String(position)) }
        for header in response.headers { headers.add(name: header.name, value: header.value) }
        if !keepAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: request.version, status: HTTPResponseStatus(statusCode: response.status),
            headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .HEAD {
            var body = context.channel.allocator.buffer(capacity: response.body.count)
            body.writeBytes(response.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { [self] _ in
            // The next request of a pipeline may be under way already.
            guard self.head == nil, !answering else { return }
            if keepAlive, !draining { startClock(context) } else { context.close(promise: nil) }
        }
        // A peer that does not take its answer is held to the same clock.
        startClock(context)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The peer sends no more: what it asked is still answered.
        if case .some(.inputClosed) = event as? ChannelEvent {
            draining = true
            if head == nil, !answering { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
