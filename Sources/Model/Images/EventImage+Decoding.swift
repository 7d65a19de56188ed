extension EventImage {
    /// Reads one event from the bytes of its line straight into its image.
    ///
    /// A pure function of the bytes, and the same as `EventImage(Event.decode(line))`.
    /// - Throws: the `Refusal` of `Event.decode`.
    package static func decode(_ line: [UInt8]) throws(Refusal) -> EventImage {
        EventImage(try Event.decode(line))
    }
}
