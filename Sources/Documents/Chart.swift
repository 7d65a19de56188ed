/// Series over a common axis: overlaid histograms, a reliability curve, weekly lines with bands and markers.
///
/// Every series has one value for each place on the axis; nil is a gap.
package struct Chart: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Values joined by lines.
        case lines
        /// A step for each place, such as the bins of a histogram; series lie over each other. Over numbers a
        /// value holds until the next number, as in a curve of delays.
        case steps
        /// Values joined by lines over numbers, with the diagonal from (0, 0) to (1, 1) beside them.
        case reliability
    }

    package enum Axis: Sendable {
        /// A label for each place, such as weeks.
        case labels([String])
        /// A number for each place, ascending.
        case numbers([Double])
        /// Bounds of bins: one more than there are places, ascending.
        case edges([Double])
    }

    package struct Series: Sendable {
        package var key: String
        package var label: String
        package var values: [Double?]
        /// A band around the values; both empty for none.
        package var low: [Double?]
        package var high: [Double?]
        /// How many cases stand behind each value; empty for none. Written beside the values, not drawn.
        package var counts: [Int64]

        package init(
            _ key: String, _ label: String, _ values: [Double?], low: [Double?] = [], high: [Double?] = [],
            counts: [Int64] = []
        ) {
            self.key = key
            self.label = label
            self.values = values
            self.low = low
            self.high = high
            self.counts = counts
        }
    }

    /// Something that happened at a place: a deployment, a change of policy, a threshold.
    package struct Marker: Sendable {
        /// In places from 0; 2.5 lies between the third and the fourth. What lies over half a place outside
        /// of the axis is in JSON alone.
        package var place: Double
        package var label: String

        package init(_ place: Double, _ label: String) {
            self.place = place
            self.label = label
        }
    }

    package var key: String
    package var title: String
    package var kind: Kind
    package var axis: Axis
    package var axisLabel: String
    package var valueLabel: String
    /// Whether the values are shares, which people see as percentages.
    package var shares: Bool
    package var series: [Series]
    package var markers: [Marker]

    package init(
        key: String, title: String, kind: Kind, axis: Axis, axisLabel: String, valueLabel: String,
        shares: Bool = false, series: [Series], markers: [Marker] = []
    ) {
        self.key = key
        self.title = title
        self.kind = kind
        self.axis = axis
        self.axisLabel = axisLabel
        self.valueLabel = valueLabel
        self.shares = shares
        self.series = series
        self.markers = markers
    }

    /// How many places the axis has.
    package var places: Int {
        switch axis {
        case .labels(let labels): labels.count
        case .numbers(let numbers): numbers.count
        case .edges(let edges): max(0, edges.count - 1)
        }
    }
}

extension Chart {
    /// A number of the chart's scale as a value.
    func value(_ number: Double) -> Value { shares ? .share(number) : .number(number) }

    /// The same as rows: a place, its value in each series with the bounds of its band, and what happened
    /// there.
    var table: Table {
        var columns: [Table.Column] = []
        switch axis {
        case .labels, .numbers: columns.append(Table.Column("place", axisLabel))
        case .edges:
            columns += [Table.Column("from", axisLabel + " from"), Table.Column("to", axisLabel + " to")]
        }
        // The only series needs no name in front of its bounds.
        let prefix = { (label: String) in series.count == 1 ? "" : label + " " }
        for series in series {
            columns.append(Table.Column(series.key, series.label))
            if !series.low.isEmpty {
                columns.append(Table.Column(series.key + "_low", prefix(series.label) + "low"))
            }
            if !series.high.isEmpty {
                columns.append(Table.Column(series.key + "_high", prefix(series.label) + "high"))
            }
            if !series.counts.isEmpty {
                columns.append(Table.Column(series.key + "_n", prefix(series.label) + "n"))
            }
        }
        if !markers.isEmpty { columns.append(Table.Column("markers", "what happened")) }
        return Table(key: key, title: title, columns: columns, rows: (0..<places).map(row))
    }

    private func row(_ place: Int) -> [Value] {
        var row: [Value] =
            switch axis {
            case .labels(let labels): [.text(labels[place])]
            case .numbers(let numbers): [.number(numbers[place])]
            case .edges(let edges): [.number(edges[place]), .number(edges[place + 1])]
            }
        func value(_ values: [Double?], _ reason: String = "") -> Value {
            guard let value = values.indices.contains(place) ? values[place] : nil else {
                return .none(reason)
            }
            return self.value(value)
        }
        for series in series {
            row.append(value(series.values, "no data"))
            if !series.low.isEmpty { row.append(value(series.low)) }
            if !series.high.isEmpty { row.append(value(series.high)) }
            if !series.counts.isEmpty { row.append(series.count(place)) }
        }
        if !markers.isEmpty {
            let here = markers(atPlace: place).map(\.label)
            row.append(here.isEmpty ? .none("") : .list(here))
        }
        return row
    }
}
