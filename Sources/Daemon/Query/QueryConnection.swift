import Model
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// One connection of `query.sock`: requests are answered one after the other, the next when the peer has
/// taken the answer before.
///
/// A short question is answered where it was read, on the event loop; others by the threads that may wait.
final class QueryConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let desk: QueryDesk
    private let idle: TimeAmount
    private var head: HTTPRequestHead?
    private var refusal: QueryResponse?
    /// When the peer has waited too long; nil while it is the peer that waits.
    private var deadline: NIODeadline?
    private var timer: Scheduled<Void>?
    private var answering = false
    /// Whether the peer has yet to take an answer.
    private var writing = false
    /// The request that waits for that.
    private var next: HTTPRequestHead?
    private var draining = false
    /// The answer to what came after the last request and is none.
    private var fault: QueryResponse?
    /// Whether the last answer is given.
    private var closing = false

    /// - Parameter idle: how long a connection may take to send the head of its next request.
    init(_ desk: QueryDesk, idle: TimeAmount) {
        self.desk = desk
        self.idle = idle
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
        let deadline = NIODeadline.now() + idle
        self.deadline = deadline
        if timer == nil { startTimer(context, deadline) }
    }

    /// One timer runs on and looks at the clock: to cancel one and start another for each request would cost
    /// more than a short answer.
    private func startTimer(_ context: ChannelHandlerContext, _ moment: NIODeadline) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: moment) { [self] in
            timer = nil
            guard let deadline else { return }
            if deadline > .now() { startTimer(context, deadline) } else { context.close(promise: nil) }
        }
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
            if writing { next = head } else { takeUp(context, head) }
        }
    }

    private static let busy: QueryResponse = {
        var response = QueryResponse.problem(
            503, code: "busy", title: "Too many answers wait to be read",
            detail: "clients have not taken the answers to their questions; ask again later")
        response.headers = [("Retry-After", "1")]
        return response
    }()

    private static let stopping = QueryResponse.problem(
        503, code: "stopping", title: "The daemon is stopping", detail: "ask again when it runs", closes: true
    )

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

    private func takeUp(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
        deadline = nil
        if let refusal { answer(context, refusal, head) } else { ask(context, head) }
    }

    private func ask(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
        guard !desk.isEnded else { return answer(context, Self.stopping, head) }
        guard !desk.answers.isFull else { return answer(context, Self.busy, head) }
        let accept = head.headers["accept"]
        let ask = QueryResponder.Ask(
            uri: head.uri, accept: accept.isEmpty ? nil : accept.joined(separator: ","),
            deadline: System.monotonicClock() + Int64(Limits.querySeconds) * 1_000_000)
        switch desk.responder.read(ask) {
        case .response(let response): charge(context, response, head)
        case .question(let question):
            if let response = desk.responder.respondAtOnce(question) {
                charge(context, response, head)
            } else {
                wait(context, question, head)
            }
        }
    }

    private func charge(
        _ context: ChannelHandlerContext, _ response: QueryResponse, _ request: HTTPRequestHead
    ) {
        _ = desk.answers.charge(response.body.count)
        answer(context, response, request, response.body.count)
    }

    /// Has a question answered by a thread that may wait.
    private func wait(
        _ context: ChannelHandlerContext, _ question: QueryResponder.Question, _ head: HTTPRequestHead
    ) {
        answering = true
        let desk = self.desk
        desk.pool.runIfActive(eventLoop: context.eventLoop) { () -> (QueryResponse, Int) in
            // Looked at when the question's turn comes: many may have waited since there was room.
            guard !desk.answers.isFull else { return (Self.busy, 0) }
            let response = desk.responder.respond(question)
            let bytes = response.body.count
            _ = desk.answers.charge(bytes)
            return (response, bytes)
        }
        .assumeIsolated().whenComplete { [self] result in
            answering = false
            switch result {
            case .success((let response, let charged)): answer(context, response, head, charged)
            case .failure: answer(context, Self.stopping, head)
            }
        }
    }

    private func answer(
        _ context: ChannelHandlerContext, _ response: QueryResponse, _ request: HTTPRequestHead,
        _ charged: Int = 0
    ) {
        self.head = nil
        guard context.channel.isActive else {
            _ = desk.answers.charge(-charged)
            return
        }
        if response.closes { closing = true }
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
        writing = true
        sent.futureResult.assumeIsolated().whenComplete { [self] _ in
            writing = false
            _ = desk.answers.charge(-charged)
            if next != nil { return takeUpNext(context) }
            if fault != nil { return answerFault(context) }
            // The next request of a pipeline may be under way already.
            guard self.head == nil, !answering else { return }
            if keepAlive, !draining { startClock(context) } else { context.close(promise: nil) }
        }
        // A peer that does not take its answer is held to the same clock.
        startClock(context)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    /// Takes up the next request of a pipeline when others had their turn.
    private func takeUpNext(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().execute { [self] in
            guard let next else { return }
            self.next = nil
            takeUp(context, next)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The peer sends no more: what it asked is still answered.
        if case .some(.inputClosed) = event as? ChannelEvent {
            draining = true
            if head == nil, next == nil, !answering, !writing { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, !closing else {
            return context.close(promise: nil)
        }
        // What was asked before is answered before.
        fault = Self.unreadable(error)
        if next == nil, !answering, !writing { answerFault(context) }
    }

    private func answerFault(_ context: ChannelHandlerContext) {
        guard let fault else { return }
        self.fault = nil
        answer(context, fault, HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
    }

    private static func unreadable(_ error: HTTPParserError) -> QueryResponse {
        guard case .headerOverflow = error else {
            return .problem(
                400, code: "bad_request", title: "This is no request of HTTP/1.1", detail: "\(error)",
                closes: true)
        }
        return .problem(
            431, code: "head_too_large", title: "The head of the request is too large",
            detail: "the most is \(Limits.headerBytes) bytes", closes: true)
    }
}
