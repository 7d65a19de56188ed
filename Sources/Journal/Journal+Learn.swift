import Compression
import Foundation
import Model
import Platform
import Synchronization

extension Journal {
    /// Starts to learn a dictionary on a thread of its own when the rule says so. Called after each commit.
    func learnWhenDue(after batch: RecordBatch) {
        let (number, perMille, isBroken) = encoder.withLock { encoder in
            (encoder.dictionary?.header.number ?? 0, encoder.dictionary?.perMille ?? 0, encoder.isBroken)
        }
        let isDue = learning.withLock { rule in
            rule.committed(
                batch.written, head: batch.head.position, number: number, perMille: perMille)
        }
        guard isDue, !isBroken else { return }
        let thread = Thread { [self] in
            System.nameThread("dictionary")
            System.standBack()
            // What cannot be read now is left for the next time.
            let learned = try? learnDictionary()
            learning.withLock { $0.learned(learned ?? false, head: head.position) }
        }
        thread.start()
    }

    /// Learns a dictionary from stored records, to be taken into use with the next batch; whether it is
    /// worth it.
    ///
    /// From the first records when there is none yet, else from the most recent. Every eighth is not learned
    /// from: it shows what the dictionary is worth. Cost: about 0.2 s on the caller's thread, beside appends.
    /// - Throws: what reading throws.
    func learnDictionary() throws -> Bool {
        let current = encoder.withLock { encoder in
            encoder.load(dictionaries)
            return encoder.dictionary
        }
        let count = Position(DictionaryRule.sampleRecords)
        let first = current == nil ? 1 : max(head.position, count) - count + 1
        let records = try records(
            from: first, count: DictionaryRule.sampleRecords, bytes: DictionaryRule.sampleBytes)
        guard let last = records.last?.position else { return false }
        let bodies = records.map(\.body).filter { $0.count <= DictionaryRule.sampleBodyBytes }
        let learnedFrom = bodies.enumerated().filter { $0.offset % 8 != 7 }.map(\.element)
        let triedOn = bodies.enumerated().filter { $0.offset % 8 == 7 }.map(\.element)
        guard
            let bytes = try? Zstandard.train(
                samples: learnedFrom, maxBytes: DictionaryRule.dictionaryBytes),
            let made = try? CompressionDictionary(bytes.span, level: RecordDictionaries.level)
        else { return false }
        let sum = triedOn.reduce(0) { $0 + $1.count }
        let stored = Self.stored(triedOn, with: made)
        let before = current.map { Self.stored(triedOn, with: $0.dictionary) } ?? sum
        // A tenth less than what there is now is worth a row of the ledger.
        guard sum > 0, stored * 10 <= before * 9 else { return false }
        let header = DictionaryLayout.Header(
            number: 0, first: first, last: last, sampleBytes: UInt32(clamping: sum),
            sampleStored: UInt32(clamping: stored))
        encoder.withLock { encoder in
            encoder.learned = LearnedDictionary(bytes: bytes, prepared: made, header: header)
        }
        return true
    }

    /// What bodies come to, each compressed or raw.
    private static func stored(_ bodies: [[UInt8]], with dictionary: CompressionDictionary) -> Int {
        bodies.reduce(0) { sum, body in
            sum + min(body.count, (try? dictionary.compress(body.span).count) ?? body.count)
        }
    }
}
