package import Model

/// Which column: a family and, in it, a name. A declared field is named by the one byte of its code.
///
/// Names are bytes, never `String`: two names that differ only in Unicode normal form are two columns. Order
/// is by family, then by the bytes of the name.
package struct ColumnKey: Hashable, Comparable, Sendable {
    package let family: CellFamily
    package let name: [UInt8]

    package init(family: CellFamily, name: [UInt8]) {
        self.family = family
        self.name = name
    }

    /// The column of a declared field.
    package static func field(_ code: FieldCode) -> ColumnKey {
        ColumnKey(family: .field, name: [code.rawValue])
    }

    /// The column of a segment, feature and the like.
    package static func named(_ family: CellFamily, _ name: Identifier) -> ColumnKey {
        ColumnKey(family: family, name: name.utf8Bytes)
    }

    /// The field, when it is a column of one.
    package var field: FieldCode? {
        guard family == .field, name.count == 1 else { return nil }
        return FieldCode(rawValue: name[0])
    }

    package static func < (left: ColumnKey, right: ColumnKey) -> Bool {
        guard left.family == right.family else { return left.family.rawValue < right.family.rawValue }
        return left.name.lexicographicallyPrecedes(right.name)
    }
}
