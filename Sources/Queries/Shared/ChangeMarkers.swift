import Documents
import Model
import Projections
import Wire

/// What was deployed for a model and which policies took effect, as marks on series over time.
struct ChangeMarkers: Sendable {
    private let changes: [(at: Timestamp, model: Identifier, label: String)]

    /// Those that are known at a position, by time. Cost: a few reads a deployment and policy.
    init(of model: Identifier?, _ view: borrowing View, asOf position: Position) throws {
        var changes: [(at: Timestamp, position: Position, model: Identifier, label: String)] = []
        for type: EventType in [.deployment, .policy] {
            for row in try view.documents(type, model: model, asOf: position) {
                switch try view.event(at: row.position).body {
                case .deployment(let deployment):
                    changes.append(
                        (row.at, row.position, row.model, "\(deployment.version.text) deployed"))
                case .policy:
                    changes.append((row.at, row.position, row.model, "policy \(row.id.text)"))
                default: continue
                }
            }
        }
        self.changes = changes.sorted { ($0.at, $0.position) < ($1.at, $1.position) }
            .map { ($0.at, $0.model, $0.label) }
    }

    /// Beside rows that are stretches of time: what changed in each of them. None where rows are none.
    static func sections(
        _ unit: CalendarUnit?, _ grouping: Grouping, _ selection: Selection, _ view: borrowing View,
        asOf position: Position
    ) throws -> [Section] {
        let units = grouping.parts.compactMap { if case .calendar(let unit) = $0 { unit } else { nil } }
        guard let unit = unit ?? units.first else { return [] }
        let changes = try ChangeMarkers(of: selection.model, view, asOf: position).changes
        return [
            .table(
                Table(
                    key: "changes", title: "Deployments and policies",
                    columns: [
                        Table.Column("period", unit.rawValue), Table.Column("at", "at"),
                        Table.Column("model", "model"), Table.Column("change", "what"),
                    ],
                    rows: changes.filter { selection.window.contains($0.at) }.map { change in
                        [
                            .text(unit.label(of: change.at)), .time(change.at), .text(change.model),
                            .text(change.label),
                        ]
                    }, empty: "none"))
        ]
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

    /// The same on every chart over time that has none yet.
    func marking(_ sections: [Section]) -> [Section] {
        sections.map { section in
            guard case .chart(var chart) = section, case .labels(let labels) = chart.axis,
                chart.markers.isEmpty
            else { return section }
            chart.markers = markers(over: labels)
            return .chart(chart)
        }
    }
}
