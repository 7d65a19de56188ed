import Documents
import Projections

struct AuditQuery: Query {
    static let name = "audit"
    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        .document(Document(name: "audit", title: ""))
    }
}
