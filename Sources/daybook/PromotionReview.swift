import Digest
import JSON
import Model
import Wire

/// What `/v1/promotion` said of a version.
struct PromotionVerdict {
    /// `promote`, `do not promote` or `not enough to say`.
    let text: String
    /// Names of rules.
    let failed: [String]
    let untold: [String]
    /// How many rules there are.
    let rules: Int
    /// The position that the answer says it is of, and when that was recorded.
    let position: Int64
    let recorded: String

    /// Whether the version may go live.
    var isPromoted: Bool { text.utf8.elementsEqual("promote".utf8) }

    /// - Parameter answer: its JSON bytes.
    /// - Throws: `Failure` when the bytes are no such answer: silence must not pass for a verdict.
    init(_ answer: [UInt8]) throws {
        guard let root = try? JSONDocument(answer).root, let facts = root["facts"]?["promotion"],
            let text = facts["verdict"]?.string,
            ["promote", "do not promote", "not enough to say"].contains(where: { Bytewise.equal($0, text) }),
            let position = root["parameters"]?["position"].flatMap({ JSONValue($0).integer }),
            let recorded = root["parameters"]?["recorded"]?.string
        else {
            throw Failure(.internalFault, "the daemon's answer does not say whether the version may go live")
        }
        self.text = text
        failed = facts["failed"]?.elements.compactMap(\.string) ?? []
        untold = facts["untold"]?.elements.compactMap(\.string) ?? []
        rules = root["tables"]?["rules"]?.elements.count ?? 0
        self.position = position
        self.recorded = recorded
    }
}

/// The event that puts a verdict on record: a review of the version.
///
/// Everything in it comes from the answer and from who records it, not from the clock: the same verdict of
/// the same position by the same person is the same bytes, which the ledger takes once.
struct PromotionReview {
    let id: String
    /// `accept` or `disqualify`.
    let verdict: String
    /// The event's bytes, on one line.
    let bytes: [UInt8]

    /// - Parameter items: as the question was asked, with absolute times and the position.
    /// - Throws: `Failure` when the event would be refused.
    init(
        model: String, version: String, by: String, note: String?, _ promotion: PromotionVerdict,
        _ items: [QueryItem]
    ) throws {
        id = Self.id(model, version, promotion.position)
        verdict = promotion.isPromoted ? "accept" : "disqualify"
        var reasons: [String] = []
        if promotion.isPromoted { reasons.append("all \(promotion.rules) rules are kept") }
        if !promotion.failed.isEmpty { reasons.append("failed: \(promotion.failed.joined(separator: ", "))") }
        if !promotion.untold.isEmpty {
            reasons.append("cannot be told: \(promotion.untold.joined(separator: ", "))")
        }
        let reason =
            "\(promotion.text) as of position \(promotion.position)"
            + (reasons.isEmpty ? "" : ": \(reasons.joined(separator: "; "))")
        var fields: [(name: String, value: JSONValue)] = [
            ("type", .string(EventType.review.name)), ("id", .string(id)),
            ("at", .string(promotion.recorded)), ("model", .string(model)), ("version", .string(version)),
            ("by", .string(by)), ("verdict", .string(verdict)), ("reason", .string(reason)),
            ("tags", .array(Self.tags(promotion, items).map(JSONValue.string))),
        ]
        if let note { fields.append(("note", .string(note))) }
        bytes = JSONValue.object(fields).bytes
        do throws(Refusal) {
            _ = try Event.decode(bytes)
        } catch {
            throw Failure(.usage, "this cannot be put on record: \(error.message)")
        }
    }

    /// The position, and whatever else the verdict depends on.
    private static func tags(_ promotion: PromotionVerdict, _ items: [QueryItem]) -> [String] {
        ["promotion", "position=\(promotion.position)"]
            + items.filter { item in
                ["beside", "labels_by"].contains { Bytewise.equal($0, item.name) }
            }.map { "\($0.name)=\($0.value)" }
    }

    /// Model, version and position; a digest of them where that is longer than an id may be.
    static func id(_ model: String, _ version: String, _ position: Int64) -> String {
        let whole = "promotion/\(model)/\(version)/\(position)"
        if whole.utf8.count <= Limits.identifierBytes { return whole }
        return "promotion/\(SHA256Digest(of: Array(whole.utf8)).hex)/\(position)"
    }
}
