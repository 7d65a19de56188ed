/// What bounds the part of the projections that is in memory.
package struct EngineLimits: Sendable {
    /// Events of a generation: at this many it is sealed. Twice as many may be in memory, while one generation is
    /// sealed and the next fills.
    package var events: UInt64 = 262_144
    /// Bytes of a generation's rows and index: at this many it is sealed, however few events they are.
    package var bytes = 96 << 20

    package static let standard = EngineLimits()

    package init() {}
}
