import Digest
import Model

/// Where recent events stand, by the fingerprint of their id: those that the identifier index may not cover
/// yet.
///
/// Two generations, so that what the index has come to cover is dropped whole and nothing is searched for.
struct RecentIdentifiers: Sendable {
    private var old = FingerprintTable()
    private var young = FingerprintTable()
    private var oldLast: Position = 0
    private var youngLast: Position = 0

    var count: Int { old.count + young.count }

    /// Hands every position that was noted for a fingerprint to `body`, until it returns false.
    func visit(_ fingerprint: Fingerprint, _ body: (Position) throws -> Bool) rethrows {
        guard try young.visit(fingerprint, body) else { return }
        _ = try old.visit(fingerprint, body)
    }

    /// Notes an event; `position` is greater than every one before.
    mutating func insert(_ fingerprint: Fingerprint, at position: Position) {
        young.insert(fingerprint, at: position)
        youngLast = position
    }

    /// Drops what lies wholly at or before `covered`.
    mutating func prune(covered: Position) {
        guard oldLast <= covered, youngLast > oldLast || old.count > 0 else { return }
        swap(&old, &young)
        oldLast = youngLast
        young.removeAll()
        if oldLast <= covered { old.removeAll() }
    }
}

/// Positions by fingerprint: open addressing, 16 bytes a slot. A fingerprint is as good as random to
/// whoever does not hold the ledger's key, so its own bits are the hash.
struct FingerprintTable: Sendable {
    private struct Slot: Sendable {
        var high: UInt64 = 0
        /// The fingerprint's low 24 bits and the position; 0 is an empty slot.
        var tail: UInt64 = 0
    }

    private static let smallest = 256
    private static let positionBits: UInt64 = 40

    private var slots = [Slot](repeating: Slot(), count: smallest)
    private(set) var count = 0

    /// Whether all positions of a fingerprint were visited: `body` did not return false.
    func visit(_ fingerprint: Fingerprint, _ body: (Position) throws -> Bool) rethrows -> Bool {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: fingerprint.high) & mask
        while true {
            let slot = slots[place]
            if slot.tail == 0 { return true }
            if slot.high == fingerprint.high, slot.tail >> Self.positionBits == UInt64(fingerprint.low) {
                guard try body(slot.tail & (1 << Self.positionBits - 1)) else { return false }
            }
            place = (place + 1) & mask
        }
    }

    /// Notes a position, from 1 to 2^40 - 1, beside those that are noted for the fingerprint already.
    mutating func insert(_ fingerprint: Fingerprint, at position: Position) {
        if (count + 1) * 2 > slots.count { grow() }
        put(Slot(high: fingerprint.high, tail: UInt64(fingerprint.low) << Self.positionBits | position))
        count += 1
    }

    /// Forgets all; keeps room for about as many again.
    mutating func removeAll() {
        guard count > 0 else { return }
        var room = Self.smallest
        while room < count * 2 { room *= 2 }
        if room == slots.count {
            for place in slots.indices { slots[place] = Slot() }
        } else {
            slots = [Slot](repeating: Slot(), count: room)
        }
        count = 0
    }

    private mutating func put(_ slot: Slot) {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: slot.high) & mask
        while slots[place].tail != 0 { place = (place + 1) & mask }
        slots[place] = slot
    }

    private mutating func grow() {
        let before = slots
        slots = [Slot](repeating: Slot(), count: before.count * 2)
        for slot in before where slot.tail != 0 { put(slot) }
    }
}
