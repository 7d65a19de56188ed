/// Every limit of the daemon, named once, with its unit and its reason.
package struct Limits: Sendable {
    private init() {}

    // What one event may be.

    /// Bytes of one event of any type but the large ones. A decision of a thousand features fits.
    package static let eventBytes = 65_536
    /// Bytes of one `contract`, `policy` or `replay_set`, which carry lists.
    package static let largeEventBytes = 4_194_304
    /// Bytes of UTF-8 of an id, subject, model, version, segment or feature name: index keys stay small, and
    /// twice this still fits a key of LMDB (511 bytes).
    package static let identifierBytes = 200
    /// Bytes of UTF-8 of a text feature: a category, not a document.
    package static let featureTextBytes = 1_024
    /// Bytes of UTF-8 of any other free text: reason, context, unit, prediction, specification.
    package static let textBytes = 1_024
    /// Bytes of UTF-8 of the note of a review, which a person writes.
    package static let noteBytes = 4_096
    /// Features, and likewise contributions and feature times, of one event: each becomes a column.
    package static let features = 1_024
    /// Segments of one event: each becomes a column that every query may group by.
    package static let segments = 32
    /// Categories of one feature in a contract: what one chunk's dictionary holds as codes.
    package static let categories = 4_096
    /// Decisions in one replay set: some 4 MiB of ids.
    package static let replaySetMembers = 100_000
    /// Parameters of the question that a pin holds: more than any question has.
    package static let pinParameters = 64
    /// Texts given for one of them: the longest list that a question takes.
    package static let parameterTexts = 1_000
    /// Bytes of UTF-8 of one such text: what the head of a request can hold.
    package static let parameterBytes = 16_384
    /// Definitions that the answer under a pin states.
    package static let pinDefinitions = 1_024
    /// Tags of one review.
    package static let tags = 32
    /// Nested objects and arrays: the reader's stack is bounded, and no honest event comes near.
    package static let depth = 32
    /// The greatest magnitude up to which a double holds every integer: 2^53.
    package static let exactInteger: Int64 = 9_007_199_254_740_992
    /// The years, in UTC, that a time may lie in: RFC 3339 ends with 9999, and no producer logged before
    /// 1970.
    package static let years = 1970...9999

    // What the daemon holds for its clients.

    /// Open connections of producers.
    package static let appendConnections = 4_096
    /// Open connections of those who ask: people, reports and scrapers. Counted apart, so that producers that
    /// fill theirs shut nobody else out.
    package static let queryConnections = 512
    /// Open connections of the operator, who gets in when everybody else has.
    package static let controlConnections = 16
    /// Bytes of lines and unread answers that wait, in all.
    package static let queueBytes = 67_108_864
    /// Bytes of lines and unread answers that wait for one connection, so that one client cannot starve the
    /// rest.
    package static let connectionQueueBytes = 8_388_608
    /// Bytes that lines over `eventBytes` may hold together: large lines must not fill the queue.
    package static let largeLineBytes = 16_777_216
    /// Seconds after which a client that reads no answers is closed.
    package static let stalledClientSeconds = 60
    /// Bytes of answers to questions that are not taken yet, in all: some ten of the largest.
    package static let answerBytes = 67_108_864
    /// Seconds that a query may take before it ends in a clear error.
    package static let querySeconds = 30
    /// Bytes of the head of an HTTP request.
    package static let headerBytes = 16_384
}
