import Documents
import Model
import Projections
import Wire

/// What was deployed for a model and which policies took effect, as marks on series over time.
struct ChangeMarkers: Sendable {
    private let changes: [(at: Timestamp, label: String)]

    /// Those that are known at a position, by time. Cost: a few reads a deployment and policy.
    init(of model: Identifier?, _ view: borrowing View, asOf position: Position) throws {
        var changes: [(at: Timestamp, position: Position, label: String)] = []
        for type: EventType in [.deployment, .policy] {
            for row in try view.documents(type, model: model, asOf: position) {
                switch try view.events.event(at: row.position).body {
                case .deployment(let deployment):
                    changes.append((row.at, row.position, "\(deployment.version.text) deployed"))
                case .policy: changes.append((row.at, row.position, "policy \(row.id.text)"))
                default: continue
                }
            }
        }
        self.changes = changes.sorted { ($0.at, $0.position) < ($1.at, $1.position) }
            .map { ($0.at, $0.label) }
    }

    /// The marks over an axis of days, weeks or months by their labels; a label that is none of these has
    /// none.
    func markers(over labels: [String]) -> [Chart.Marker] {
        let windows = labels.map { CalendarWindow($0) }
        return changes.compactMap { change in
            for (place, window) in windows.enumerated() {
                guard let window, window.start <= change.at, change.at < window.end else { continue }
                let length = window.end.seconds(since: window.start)
                let share = change.at.seconds(since: window.start) / length
                // A place is the middle of its period.
                return Chart.Marker(Double(place) + share - 0.5, change.label)
            }
            return nil
        }
    }
}
