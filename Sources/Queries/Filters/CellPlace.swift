import Model
import Wire

/// Where one thing that a condition or a grouping looks at stands.
enum CellPlace: Hashable, Sendable {
    /// A cell, or the id or subject of the head, which count as fields. The name in UTF-8, of a field its
    /// code.
    case cell(CellFamily, [UInt8])
    /// The same for all decisions of a series.
    case model, version, role

    static func field(_ code: FieldCode) -> CellPlace { .cell(.field, [code.rawValue]) }

    static func segment(_ name: Identifier) -> CellPlace { .cell(.segment, name.utf8Bytes) }

    static func feature(_ name: Identifier) -> CellPlace { .cell(.feature, name.utf8Bytes) }

    /// Whether it holds texts and nothing else, so that numbers of a condition stand for their texts.
    var holdsTextsAlone: Bool {
        switch self {
        case .model, .version, .role: true
        case .cell(.field, let name):
            switch name.first.flatMap(FieldCode.init(rawValue:)) {
            case .action, .variant, .route, .group, .of, .replaySet, .id, .subject: true
            default: false
            }
        case .cell(.segment, _), .cell(.context, _): true
        case .cell: false
        }
    }
}

extension Filter.Operand {
    /// The places that it stands for: two for a bare name, else one.
    var places: [CellPlace] {
        switch self {
        case .named(let name): [.segment(name), .feature(name)]
        case .segment(let name): [.segment(name)]
        case .feature(let name): [.feature(name)]
        case .contribution(let name): [.cell(.contribution, name.utf8Bytes)]
        case .context(let name): [.cell(.context, name.utf8Bytes)]
        case .field(.model): [.model]
        case .field(.version): [.version]
        case .field(.role): [.role]
        case .field(.declared(let code)): [.field(code)]
        }
    }
}

/// A value that is there.
enum CellValue: Hashable, Sendable {
    case number(Double)
    /// UTF-8.
    case text([UInt8])
    case flag(Bool)
    case time(Timestamp)
}
