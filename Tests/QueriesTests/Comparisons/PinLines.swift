import Digest
import Documents
import JSON
import Journal
import Model

@testable import Queries

extension Lines {
    /// A pin of a question; `parameters` is JSON.
    static func pin(
        _ id: String, _ query: String, parameters: String = "{\"model\":\"m\"}", position: Position,
        digest: String = String(repeating: "0", count: 64), more: String = "\"model\":\"m\","
    ) -> String {
        "{\"type\":\"pin\",\"id\":\"\(id)\",\"at\":\"2009-07-01T00:00:00Z\",\(more)\"by\":\"ann\","
            + "\"query\":\"\(query)\",\"parameters\":\(parameters),\"position\":\(position),\"digest\":\"\(digest)\"}"
    }
}

extension TemporaryLedger {
    /// Asks a question and pins its answer, as the command line does.
    func pin(
        _ id: String, _ query: String, _ path: String, _ items: [(String, String)],
        states definitions: ([String]) -> [String]? = { $0 }
    ) throws {
        let document = try document(path, items)
        let digest = SHA256Digest(of: Array(JSONRenderer().render(document).utf8)).hex
        let parameters = JSONValue.object(items.map { ($0.0, .string($0.1)) }).text
        let stated = definitions(document.definitions).map {
            "\"definitions\":\(JSONValue.array($0.map(JSONValue.string)).text),"
        }
        try append([
            Lines.pin(
                id, query, parameters: parameters, position: journal.head.position, digest: digest,
                more: "\"model\":\"m\"," + (stated ?? ""))
        ])
    }
}
