/// Where more snapshots come from while one is read: work that several threads share needs one for each.
package struct Snapshots: Sendable {
    let engine: Engine
    let events: EventShelf

    /// Runs `body` on one more short snapshot, on the caller's thread. It knows at least what that one knows
    /// from which this comes, of the same state: as of the same position both say the same.
    package func read<Result>(_ body: (borrowing View) throws -> Result) throws -> Result {
        let view = try engine.view(events)
        return try body(view)
    }
}

extension View {
    package var snapshots: Snapshots { Snapshots(engine: engine, events: events) }
}
