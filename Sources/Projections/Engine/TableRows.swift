import Model
import Platform

/// The next row of each table, and the parts and labels that are being gathered.
struct TableRows {
    /// Where a table stands here; its rows and labels are added by this number, with no look-up.
    typealias Slot = Int

    private struct Entry {
        let table: UInt32
        var next: Int
        var builder: PartBuilder?
        /// Records of labels that the table's rows got, in any order.
        var labels: [UInt8] = []
        /// Whether it is among those touched.
        var isTouched = false
    }

    /// Builders kept for the order of their columns; beyond them all are made anew.
    private static let buildersMax = 512

    /// Outcomes, withdrawals, and then the series by their numbers.
    private var entries: [Entry]
    /// Those that have rows or labels gathered.
    private var touched: [Slot] = []
    private var builders = 0

    init(nextRows: [UInt32: Int]) {
        entries = [TableNumber.outcomes, TableNumber.withdrawals].map {
            Entry(table: $0, next: nextRows[$0, default: 0])
        }
        for table in nextRows.keys.sorted() {
            let slot = slot(of: table)
            entries[slot].next = nextRows[table, default: 0]
        }
    }

    /// Where a table stands. Series are met in the order of their numbers.
    mutating func slot(of table: UInt32) -> Slot {
        switch table {
        case TableNumber.outcomes: return 0
        case TableNumber.withdrawals: return 1
        default:
            let slot = Int(table) + 1
            while entries.count <= slot {
                entries.append(Entry(table: UInt32(truncatingIfNeeded: entries.count - 1), next: 0))
            }
            return slot
        }
    }

    func table(_ slot: Slot) -> UInt32 { entries[slot].table }

    /// Gives out the next row.
    mutating func takeRow(_ slot: Slot) -> UInt32 {
        defer { entries[slot].next += 1 }
        return UInt32(truncatingIfNeeded: entries[slot].next)
    }

    /// Adds the row of an image. Rows come in their order; the part of a chunk's last row is finished.
    mutating func append(
        _ image: borrowing ImageView, at position: Position, _ slot: Slot, row: UInt32,
        _ parts: inout [(table: UInt32, part: Part)]
    ) {
        touch(slot)
        if entries[slot].builder == nil {
            entries[slot].builder = PartBuilder(firstRow: Int(row))
            builders += 1
        }
        entries[slot].builder?.append(image.bytes, at: position)
        if (Int(row) + 1) % Chunk.rows == 0, let part = entries[slot].builder?.finish() {
            parts.append((entries[slot].table, part))
        }
    }

    /// Adds the record of a label.
    mutating func label(_ label: LabelEntry, value: Double?, _ slot: Slot, row: UInt32) {
        touch(slot)
        label.append(table: entries[slot].table, row: row, value: value, to: &entries[slot].labels)
    }

    private mutating func touch(_ slot: Slot) {
        guard !entries[slot].isTouched else { return }
        entries[slot].isTouched = true
        touched.append(slot)
    }

    /// Bytes of what is gathered, about.
    var bytes: Int {
        touched.reduce(0) { $0 + (entries[$1].builder?.bytes ?? 0) + entries[$1].labels.count }
    }

    /// What was gathered since the last time.
    mutating func finish(
        _ parts: inout [(table: UInt32, part: Part)], _ labels: inout [(table: UInt32, block: LabelBlock)]
    ) {
        for slot in touched.sorted() {
            entries[slot].isTouched = false
            let table = entries[slot].table
            if entries[slot].builder?.count ?? 0 > 0,
                let part = entries[slot].builder?.finish()
            {
                parts.append((table, part))
            }
            if !entries[slot].labels.isEmpty {
                labels.append((table, LabelBlock(sorting: entries[slot].labels)))
                entries[slot].labels = []
            }
            System.giveWay()
        }
        touched = []
        guard builders > Self.buildersMax else { return }
        for slot in entries.indices { entries[slot].builder = nil }
        builders = 0
    }
}
