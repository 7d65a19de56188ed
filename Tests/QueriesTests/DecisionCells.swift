import Model
import Projections
import Wire

@testable import Queries

/// One decision with all of its cells: what conditions and groupings look at where a row does not carry it.
struct DecisionCells: Sendable {
    let series: Series
    private let image: EventImage
    private let head: EventImage.DecisionHead

    init(_ image: EventImage, of series: Series) {
        self.series = series
        self.image = image
        head = image.decisionHead
    }

    /// What stands at a place; nil where it is absent or null. Cost: a walk over the cells.
    func value(_ place: CellPlace) -> CellValue? {
        switch place {
        case .model: .text(series.model.utf8Bytes)
        case .version: .text(series.version.utf8Bytes)
        case .role: .text(Array(series.role.rawValue.utf8))
        case .cell(.field, [FieldCode.id.rawValue]): .text(Array(image.bytes[image.idRange]))
        case .cell(.field, [FieldCode.subject.rawValue]): .text(Array(image.bytes[head.subject]))
        case .cell(let family, let name): cell(family, name)
        }
    }

    private func cell(_ family: CellFamily, _ name: [UInt8]) -> CellValue? {
        let bytes = image.bytes
        var cursor = ImageCursor(bytes.span, from: head.cells)
        while let cell = cursor.next() {
            guard cell.family == family.rawValue, cell.nameCount == name.count,
                bytes[cell.nameStart..<(cell.nameStart + cell.nameCount)].elementsEqual(name)
            else { continue }
            switch CellTag(rawValue: cell.tag) {
            case .number: return .number(Double(bitPattern: cell.bits))
            case .text: return .text(Array(bytes[cell.textStart..<(cell.textStart + cell.textCount)]))
            case .no: return .flag(false)
            case .yes: return .flag(true)
            case .time: return .time(Timestamp(microseconds: Int64(bitPattern: cell.bits)))
            case .null, nil: return nil
            }
        }
        return nil
    }
}

extension Filter {
    /// Whether a decision meets the condition. The plain way, which the fast one is held against.
    func holds(for cells: DecisionCells) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.holds(for: cells) }
        case .any(let parts): parts.contains { $0.holds(for: cells) }
        case .not(let part): !part.holds(for: cells)
        case .test(let operand, .missing): operand.places.allSatisfy { cells.value($0) == nil }
        case .test(let operand, .present): operand.places.contains { cells.value($0) != nil }
        case .test(let operand, let test):
            operand.places.contains { place in
                guard let value = cells.value(place) else { return false }
                return CellTest(test, at: place)?.holds(value) ?? false
            }
        }
    }
}
