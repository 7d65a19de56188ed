/// In which capacity a model scored.
package enum Role: String, CaseIterable, Hashable, Sendable {
    /// Acted upon.
    case live
    /// Scored beside the live one, not acted upon.
    case shadow
    /// A frozen set scored again.
    case replay
    /// Training or validation rows.
    case reference
}
