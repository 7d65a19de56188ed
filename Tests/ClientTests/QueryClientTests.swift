import Client
import NIOHTTP1
import Testing

@Suite("Query client", .timeLimit(.minutes(20)))
struct QueryClientTests {
    @Test(
        "gives status, headers and the whole of a body of many megabytes, and sends target and Accept as given"
    )
    func asks() async throws {
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await HTTPServer.with { head in
            HTTPServer.Answer(
                status: .notFound,
                headers: [
                    ("Content-Type", "Text/CSV; charset=utf-8"), ("x-target", head.uri),
                    ("x-accept", head.headers.first(name: "accept") ?? ""),
                ],
                body: body)
        } _: { socket in
            let response = try await QueryClient(socket: socket).get("/v1/x?a=%2F", accept: "text/csv")
            #expect(response.status == 404)
            #expect(response.header("X-TARGET") == "/v1/x?a=%2F")
            #expect(response.header("x-accept") == "text/csv")
            #expect(response.mediaType == "text/csv")
            #expect(response.body == body)
        }
    }

    @Test("a daemon that says nothing is given up on")
    func timesOut() async throws {
        try await HTTPServer.with { _ in
            nil
        } _: { socket in
            let error = await #expect(throws: ClientError.self) {
                try await QueryClient(socket: socket, timeoutSeconds: 1).get("/", accept: "*/*")
            }
            #expect(error?.description == "the daemon at \(socket) said nothing for 1 s")
        }
    }

    @Test("something that speaks no HTTP is named as that")
    func malformed() async throws {
        try await LedgerServer.with { server in
            let error = await #expect(throws: ClientError.self) {
                try await QueryClient(socket: server.path, timeoutSeconds: 60).get("/", accept: "*/*")
            }
            #expect(error?.description.contains("no answer") == true)
        }
    }

    @Test("nobody at the socket, and a path too long for one, are errors that name the path")
    func unreachable() async throws {
        for folder in ["/nowhere", "/" + String(repeating: "x", count: 200)] {
            let error = await #expect(throws: ClientError.self) {
                try await QueryClient(socket: "\(folder)/query.sock").get("/", accept: "*/*")
            }
            #expect(error?.description.hasPrefix("no daemon answers at \(folder)/query.sock: ") == true)
            #expect(error?.description.contains("daybookd") == false)
        }
    }
}
