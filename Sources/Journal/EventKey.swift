package import Model

/// What makes an event unique: its id within its type. Compared as bytes.
package struct EventKey: Hashable, Sendable {
    package let type: EventType
    package let id: Identifier

    package init(type: EventType, id: Identifier) {
        self.type = type
        self.id = id
    }
}

/// Where ids are looked up beside the writer's own memory of recent events.
///
/// The journal does not know who keeps the index; the composition root hands it in.
package struct IdentifierIndex: Sendable {
    /// Every event up to this position is answered by `positions`.
    package var covered: @Sendable () -> Position
    /// The position of each key, nil for one that is not there; all from one snapshot that covers at least
    /// what `covered` said before the call.
    package var positions: @Sendable ([EventKey]) throws -> [Position?]

    package init(
        covered: @escaping @Sendable () -> Position,
        positions: @escaping @Sendable ([EventKey]) throws -> [Position?]
    ) {
        self.covered = covered
        self.positions = positions
    }
}
