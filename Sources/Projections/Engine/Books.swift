import Model
import Synchronization

/// The series met so far. Grows only, in position order, so that any thread may read beside the one that
/// adds.
final class SeriesBook: Sendable {
    private struct State: Sendable {
        var all: [Series] = []
        var numbers: [[UInt8]: UInt32] = [:]
    }
    private let state = Mutex(State())

    /// All series, ascending by number.
    var all: [Series] { state.withLock { $0.all } }

    subscript(number: UInt32) -> Series? {
        state.withLock { number > 0 && Int(number) <= $0.all.count ? $0.all[Int(number) - 1] : nil }
    }

    /// Takes over the sealed ones, in order.
    func load(_ series: [Series]) {
        state.withLock { state in
            for series in series {
                state.all.append(series)
                state.numbers[Self.key(series)] = series.number
            }
        }
    }

    /// The number of the series that stands in the head of a decision, a new one if it is the first.
    func number(of image: borrowing ImageView, _ series: Range<Int>) -> UInt32 {
        let key = image.array(series)
        return state.withLock { state in
            if let known = state.numbers[key] { return known }
            let number = UInt32(state.all.count) + 1
            let version = 2 + Int(key[1])
            state.all.append(
                Series(
                    number: number, model: Identifier(String(decoding: key[2..<version], as: UTF8.self)),
                    version: Identifier(String(decoding: key[(version + 1)...], as: UTF8.self)),
                    role: Role(code: key[0]) ?? .live))
            state.numbers[key] = number
            return number
        }
    }

    private static func key(_ series: Series) -> [UInt8] {
        let model = series.model.utf8Bytes
        let version = series.version.utf8Bytes
        return [series.role.code, UInt8(clamping: model.count)] + model + [UInt8(clamping: version.count)]
            + version
    }
}

/// The texts of labels and the names of those who label, by code. Grows only.
final class NameBook: Sendable {
    private struct State: Sendable {
        var all: [Identifier] = []
        var codes: [Identifier: UInt32] = [:]
    }
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.all.count } }

    /// All names, by code.
    var all: [Identifier] { state.withLock { $0.all } }

    func load(_ names: [Identifier]) {
        state.withLock { state in
            for name in names {
                state.codes[name] = UInt32(state.all.count)
                state.all.append(name)
            }
        }
    }

    subscript(code: UInt32) -> Identifier? {
        state.withLock { Int(code) < $0.all.count ? $0.all[Int(code)] : nil }
    }

    /// The code of a name that was met, nil for one that was not.
    func known(_ name: Identifier) -> UInt32? { state.withLock { $0.codes[name] } }

    /// The code of a name, a new one if it is the first.
    func code(of name: Identifier) -> UInt32 {
        state.withLock { state in
            if let known = state.codes[name] { return known }
            let code = UInt32(state.all.count)
            state.codes[name] = code
            state.all.append(name)
            return code
        }
    }
}
