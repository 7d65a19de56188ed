package import Model

/// The slow plain model of a ledger: every line in an array, and every answer worked out from the lines each
/// time it is asked for, with loops and dictionaries.
///
/// Written from the words of the specification and of the definitions, not from the code of the projections,
/// the questions or the statistics. `answer` predicts every figure of every question.
package struct PlainBook: Sendable {
    package struct Entry: Sendable {
        package let position: Position
        package let event: Event
        /// The exact line.
        package let line: String
        package let recorded: Timestamp
        package let wallClock: Timestamp
        package let user: UInt32
    }

    /// What only the journal can know, as its digests are salted.
    package struct Journal: Sendable {
        package let identity: String
        package let created: Timestamp
        /// By position, from 1 on, in hexadecimal.
        package let digests: [String]
        /// The digest that the first record is chained to.
        package let genesis: String

        package init(identity: String, created: Timestamp, digests: [String], genesis: String) {
            self.identity = identity
            self.created = created
            self.digests = digests
            self.genesis = genesis
        }
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    /// Adds a line that is a new event.
    /// - Throws: a `Refusal` when it is none.
    package mutating func append(_ line: String, wallClock: Timestamp, user: UInt32 = 0) throws {
        let event = try Event.decode(Array(line.utf8))
        let before = entries.last?.recorded ?? wallClock
        entries.append(
            Entry(
                position: Position(entries.count + 1), event: event, line: line,
                recorded: max(before, wallClock), wallClock: wallClock, user: user))
    }

    /// The last position that was recorded not after a time.
    func position(recordedBy time: Timestamp) -> Position {
        entries.last { $0.recorded <= time }?.position ?? 0
    }

    /// What the answer to a question is; `items` are the parameters' names and texts, those of the path
    /// among them.
    package func answer(
        _ name: String, _ items: [(name: String, value: String)], journal: Journal
    ) -> PlainAnswer {
        do throws(PlainFailure) {
            guard let question = PlainQuestion.named(name) else { throw PlainFailure("not_found") }
            let asked = try PlainRequest(question, items, of: self)
            switch name {
            case "status": return .document(status(asked, journal))
            case "integrity": return .document(integrity(asked))
            case "events": return .document(try events(asked, journal))
            case "decision": return .document(try decision(asked, journal))
            case "subject": return .document(try subject(asked))
            case "models": return .document(try models(asked))
            case "distribution": return .document(try distribution(asked))
            case "feedback": return .document(try feedback(asked))
            case "replay-sets": return .document(replaySets(asked))
            case "replay-set": return .document(try replaySet(asked))
            case "replay-export": return .lines(try replayExport(asked))
            case "replay-candidates": return .document(try replayCandidates(asked))
            case "audit": return .document(try audit(asked, journal))
            default: throw PlainFailure("the plain model does not know the question \(name)")
            }
        } catch {
            return .failure(code: error.code, parameter: error.parameter)
        }
    }
}

extension PlainValue {
    /// RFC 3339, which has no spelling for what comes after the year 9999: then it is the number.
    static func time(_ time: Timestamp?) -> PlainValue {
        .text(
            time.map { time in
                let isSpelled = time.microseconds < 253_402_300_800_000_000
                return isSpelled ? time.text : "\(time.microseconds) us since 1970"
            })
    }

    static func text(_ identifier: Identifier) -> PlainValue { .text(identifier.text) }

    static func text(_ identifier: Identifier?) -> PlainValue { .text(identifier?.text) }

    static func position(_ position: Position) -> PlainValue { .integer(Int64(position)) }

    /// A length of time in seconds.
    static func seconds(_ microseconds: Int128) -> PlainValue { .number(Double(microseconds) / 1e6) }

    static func label(_ label: Label?) -> PlainValue {
        switch label {
        case .boolean(let flag): .flag(flag)
        case .text(let text): .text(text.text)
        case .number(let number): .number(number, slack: 0)
        case nil: .null
        }
    }

    /// A number as it was sent.
    static func sent(_ number: Double?) -> PlainValue { number.map { .number($0, slack: 0) } ?? .null }
}
