import JSON
import Model
import Wire

/// Times that the command line takes beside those of the protocol, turned into those of the protocol.
///
/// A span such as `14d` under `as_of`, `labels_by` or `day` counts back from the time at which the journal's
/// head was recorded; under `day` a time stands for its day in UTC. Spans under other parameters are the
/// daemon's.
enum RelativeTimes {
    /// What the help and the errors of such a parameter say beside what the protocol takes; nil for others.
    static func forms(of kind: ParameterSpecification.Kind) -> String? {
        switch kind {
        case .asOf, .instant: "a span such as 14d, counted back from the time of the last record"
        case .day: "an RFC 3339 time, or a span such as 1d, counted back from the time of the last record"
        default: nil
        }
    }

    /// The items with absolute times.
    ///
    /// - Parameter head: gives the time at which the last record was written, nil when there is none; asked
    ///   once, and only when there is a span.
    /// - Throws: `Failure` when there is nothing to count back from, or the span is too long; what `head`
    ///   throws.
    static func resolve(
        _ question: QuerySpecification, _ items: [QueryItem], head: () async throws -> Timestamp?
    ) async throws -> [QueryItem] {
        var found: Timestamp?
        var resolved: [QueryItem] = []
        for item in items {
            guard let parameter = question.parameter(item.name), forms(of: parameter.kind) != nil else {
                resolved.append(item)
                continue
            }
            let isDay = if case .day = parameter.kind { true } else { false }
            if let span = try? Model.Span(parsing: item.value) {
                if found == nil { found = try await head() }
                guard let found else {
                    throw Failure(
                        .notFound,
                        "\(parameter.flag): the ledger is empty, so nothing lies \(item.value) back")
                }
                guard let time = found.subtracting(span), time.microseconds >= 0 else {
                    throw Failure(
                        .usage,
                        "\(parameter.flag): \(item.value) before \(found.text) lies before 1970; times start there"
                    )
                }
                resolved.append((item.name, isDay ? CivilDate(time).dayLabel : time.text))
            } else if isDay, let time = try? Timestamp(parsing: item.value) {
                resolved.append((item.name, CivilDate(time).dayLabel))
            } else {
                resolved.append(item)
            }
        }
        return resolved
    }

    /// When the last record was written, from the answer about the daemon's status; nil when there is none.
    /// - Throws: `Failure` when the bytes are no such answer.
    static func head(status answer: [UInt8]) throws -> Timestamp? {
        guard let root = try? JSONDocument(answer).root, let journal = root["facts"]?["journal"],
            let recorded = journal["recorded"]
        else {
            throw Failure(.internalFault, "the daemon does not say when the last record was written")
        }
        guard let text = recorded.string else { return nil }
        do throws(TimestampError) {
            return try Timestamp(parsing: text)
        } catch {
            throw Failure(.internalFault, "the daemon's time of the last record is none: \(error.message)")
        }
    }
}
