/// A named table of an environment: keys and values are bytes, keys sort as bytes.
///
/// Declared once, as a constant of its owner. The revision is stored with the table and checked at open, so
/// that a program never reads rows that were written in another layout.
package struct Table: Hashable, Sendable {
    /// The place of the table in its environment's list, from 0.
    package let slot: Int
    package let name: String
    package let revision: UInt8

    package init(_ slot: Int, _ name: String, revision: UInt8) {
        self.slot = slot
        self.name = name
        self.revision = revision
    }
}
