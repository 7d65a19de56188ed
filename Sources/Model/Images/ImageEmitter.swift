import JSON

/// What the fast way leaves to `Event.decode`: a fault, or something rare.
struct Unusual: Error {}

/// Writes an image straight off the parser's tape: no node, no text, no array is made on the way.
///
/// Whatever is not plainly right is thrown as `Unusual`; the long way then says what it is.
struct ImageEmitter: ~Copyable, ~Escapable {
    let tape: JSONTape
    /// Where the image goes; from its begin on there is as much room as `room(forLine:)` says.
    private var out: MutableSpan<UInt8>
    /// Hashes of the names of the groups' members, by open addressing; a power of two, and no more than three
    /// quarters full.
    private var names: MutableSpan<UInt32>
    /// Where the image begins in `out`.
    private let origin: Int
    /// Behind the last byte of the image that is written.
    private(set) var end: Int

    /// The tape's index of each member's value.
    private var places: MutableSpan<UInt32>
    private var found: Members = []

    @_lifetime(copy tape, copy out, copy names, copy places)
    init(
        _ tape: JSONTape, out: consuming MutableSpan<UInt8>, from start: Int = 0,
        names: consuming MutableSpan<UInt32>,
        places: consuming MutableSpan<UInt32>
    ) {
        self.tape = tape
        origin = start
        end = start
        self.places = places
        self.out = out
        self.names = names
    }

    /// Bytes that hold the image of any line of so many bytes, and the overrun of the last word written.
    ///
    /// A text is written at most once, and never grows. The cell that grows most is that of a number with a
    /// name of one byte: six bytes of the line, such as `"x":1,`, become twelve.
    static func room(forLine bytes: Int) -> Int { 2 * bytes + 64 }

    /// Notes where each member stands. Unknown members, and names given twice, are unusual.
    mutating func gather(_ vocabulary: Vocabulary) throws(Unusual) {
        guard tape.letter(1) == UInt8(ascii: "{") else { throw Unusual() }
        var index = 2
        let end = tape.end(of: 1)
        while index < end {
            let (start, count) = tape.text(index)
            guard let code = vocabulary.members.code(tape.strings, start, count) else { throw Unusual() }
            let member = Members(rawValue: 1 << UInt64(code))
            guard found.isDisjoint(with: member) else { throw Unusual() }
            found.formUnion(member)
            places[Int(code)] = UInt32(truncatingIfNeeded: index + 1)
            index = tape.next(index + 1)
        }
    }

    /// Whether only these members are there.
    func has(only members: Members) -> Bool { found.isSubset(of: members) }

    @inline(__always)
    func has(_ member: Member) -> Bool { found.contains(Members(member)) }

    /// The index of a member's value on the tape.
    @inline(__always)
    func required(_ member: Member) throws(Unusual) -> Int {
        guard let index = optional(member) else { throw Unusual() }
        return index
    }

    /// The index of a member's value on the tape; nil if it is absent.
    @inline(__always)
    func optional(_ member: Member) -> Int? {
        has(member) ? Int(places[Int(member.rawValue)]) : nil
    }

    // Values: each checks what it reads as `Field` does.

    /// Where the bytes of a text stand.
    @inline(__always)
    func text(_ index: Int) throws(Unusual) -> (start: Int, count: Int) {
        guard tape.letter(index) == UInt8(ascii: "\"") else { throw Unusual() }
        return tape.text(index)
    }

    @inline(__always)
    func number(_ index: Int) throws(Unusual) -> Double {
        switch tape.letter(index) {
        case UInt8(ascii: "d"): return Double(bitPattern: tape.bits(index))
        case UInt8(ascii: "l"):
            let integer = Int64(bitPattern: tape.bits(index))
            guard integer.magnitude <= Limits.exactInteger.magnitude else { throw Unusual() }
            return Double(integer)
        default: throw Unusual()
        }
    }

    func flag(_ index: Int) throws(Unusual) -> Bool {
        switch tape.letter(index) {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: throw Unusual()
        }
    }

    func time(_ index: Int) throws(Unusual) -> Timestamp {
        let (start, count) = try text(index)
        do {
            return try Timestamp(utf8: tape.strings.extracting(start..<(start + count)))
        } catch {
            throw Unusual()
        }
    }

    /// The index of the first member of an object, and the one behind its last.
    func members(_ index: Int) throws(Unusual) -> (first: Int, end: Int) {
        guard tape.letter(index) == UInt8(ascii: "{") else { throw Unusual() }
        return (index + 1, tape.end(of: index))
    }

    /// The bytes written so far, of their own.
    var image: [UInt8] {
        let out = out.span
        let (start, count) = (origin, end - origin)
        return [UInt8](capacity: count) { image in
            image.append(repeating: 0, count: count)
            var copy = image.mutableSpan
            var offset = 0
            while offset + 8 <= count {
                copy.write(out.word(at: start + offset), at: offset)
                offset += 8
            }
            while offset < count {
                copy[offset] = out[start + offset]
                offset += 1
            }
        }
    }

    // What is written, in the order of the layout.

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        out[end] = value
        end += 1
    }

    @inline(__always)
    mutating func word(_ value: UInt64) {
        out.write(value, at: end)
        end += 8
    }

    mutating func raise(_ flag: UInt8) { out[origin + 1] |= flag }

    /// An identifier with its length in one byte.
    mutating func short(_ index: Int) throws(Unusual) {
        let (start, length) = try text(index)
        guard length <= Limits.identifierBytes else { throw Unusual() }
        byte(UInt8(truncatingIfNeeded: length))
        _ = try identifier(start, length, 0)
    }

    @inline(__always)
    mutating func field(_ code: FieldCode) {
        byte(CellFamily.field.rawValue)
        byte(code.rawValue)
    }

    @inline(__always)
    mutating func tag(_ tag: CellTag) { byte(tag.rawValue) }

    mutating func tag(_ flag: Bool) { tag(flag ? .yes : .no) }

    mutating func number(_ value: Double) {
        tag(.number)
        word(value.bitPattern)
    }

    mutating func time(_ value: Timestamp) {
        tag(.time)
        word(UInt64(bitPattern: value.microseconds))
    }

    /// Any text of at most that many bytes.
    mutating func text(_ index: Int, bytesMax: Int) throws(Unusual) {
        let (start, length) = try text(index)
        guard length <= bytesMax else { throw Unusual() }
        head(ofText: length)
        var offset = 0
        while offset < length {
            out.write(tape.strings.word(at: start + offset), at: end + offset)
            offset += 8
        }
        end += length
    }

    mutating func identifier(_ index: Int) throws(Unusual) {
        let (start, length) = try text(index)
        guard length <= Limits.identifierBytes else { throw Unusual() }
        head(ofText: length)
        _ = try identifier(start, length, 0)
    }

    /// The name of a member of a group; the same name twice in one group is unusual.
    mutating func name(_ family: CellFamily, _ index: Int) throws(Unusual) {
        let (start, length) = tape.text(index)
        guard length <= Limits.identifierBytes else { throw Unusual() }
        byte(family.rawValue)
        byte(UInt8(truncatingIfNeeded: length))
        try note(try identifier(start, length, UInt64(family.rawValue)))
    }

    @inline(__always)
    private mutating func head(ofText length: Int) {
        tag(.text)
        byte(UInt8(truncatingIfNeeded: length))
        byte(UInt8(truncatingIfNeeded: length >> 8))
    }

    /// Copies an identifier, eight bytes at a time and perhaps a few too many, which the next write covers.
    /// - Returns: a hash of its bytes.
    private mutating func identifier(_ start: Int, _ length: Int, _ seed: UInt64) throws(Unusual) -> UInt64 {
        guard length > 0 else { throw Unusual() }
        var hash = seed
        var suspects: UInt64 = 0
        var offset = 0
        while offset < length {
            var word = tape.strings.word(at: start + offset)
            let left = length - offset
            // FF is no byte of UTF-8: it makes nothing suspect, and no two names alike.
            if left < 8 { word |= ~0 << UInt64(8 * left) }
            suspects |= Self.suspects(word)
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 32
            out.write(word, at: end + offset)
            offset += 8
        }
        if suspects != 0 { try check(start, length) }
        end += length
        return hash
    }

    /// Not zero if one of eight bytes may be part of a control character: is below 20, or 7F, or C2.
    ///
    /// The tests for bytes below a bound, and for zero bytes, are those of Sean Eron Anderson's "Bit
    /// Twiddling Hacks".
    private static func suspects(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let del = word ^ ones &* 0x7f
        let c2 = word ^ ones &* 0xc2
        let low = (word &- ones &* 0x20) & ~word
        return (low | (del &- ones) & ~del | (c2 &- ones) & ~c2) & (ones &* 0x80)
    }

    /// The rule of `Identifier`, byte by byte.
    private func check(_ start: Int, _ length: Int) throws(Unusual) {
        var previous: UInt8 = 0
        for index in start..<(start + length) {
            let byte = tape.strings[index]
            guard byte >= 0x20, byte != 0x7f, previous != 0xc2 || byte >= 0xa0 else { throw Unusual() }
            previous = byte
        }
    }

    /// Notes the hash of a name. One that was there before is a name given twice, or so rare that it need not
    /// be fast; so is a search that takes long.
    @inline(__always)
    private mutating func note(_ hash: UInt64) throws(Unusual) {
        let key = UInt32(truncatingIfNeeded: hash) | 1
        var slot = Int(truncatingIfNeeded: hash >> 32) & (names.count - 1)
        for _ in 0..<32 {
            if names[slot] == 0 {
                names[slot] = key
                return
            }
            guard names[slot] != key else { throw Unusual() }
            slot = (slot + 1) & (names.count - 1)
        }
        throw Unusual()
    }
}
