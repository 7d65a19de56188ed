import Foundation
import Model
import Testing

@testable import Journal

/// A writer over a temporary ledger that remembers every answer by connection.
final class WriterBench: Sendable {
    struct Seen: Sendable {
        var verdicts: [UInt64: [Verdict]] = [:]
        var heads: [Position] = []
        /// What was told of each position.
        var images: [Position: EventImage] = [:]
        var notices: [WriterNotice] = []
    }

    let journal: Journal
    let writer: GroupCommit
    let seen: Gate<Seen>

    init(
        _ journal: Journal, index: IdentifierIndex? = nil, faults: PlantedFaults = PlantedFaults(),
        _ change: (inout GroupCommit.Options) -> Void = { _ in }
    ) throws {
        let seen = Gate(Seen())
        var options = GroupCommit.Options()
        options.reserveBytes = 0
        change(&options)
        self.journal = journal
        self.seen = seen
        writer = GroupCommit(
            journal: journal,
            index: index
                ?? IdentifierIndex(covered: { 0 }, candidates: { _ in [] }),
            options: options, faults: faults,
            observer: WriterObserver(
                answered: { receipts in
                    seen.change { seen in
                        for receipt in receipts {
                            seen.verdicts[receipt.connection, default: []] += receipt.verdicts
                        }
                    }
                },
                committed: { head, first, images in
                    seen.change { seen in
                        seen.heads.append(head.position)
                        var next = first
                        for block in images {
                            for number in 0..<block.count {
                                seen.images[next] = EventImage(block[number])
                                next += 1
                            }
                        }
                    }
                },
                noticed: { notice in seen.change { $0.notices.append(notice) } }))
        writer.start()
    }

    /// Hands in one parcel and waits for its answers.
    func ask(_ connection: UInt64, _ items: [Parcel.Item]) throws -> [Verdict] {
        let before = seen.look { $0.verdicts[connection]?.count ?? 0 }
        writer.submit([Parcel(connection: connection, peerUser: 5, items: items)])
        let answers = seen.wait(until: Date(timeIntervalSinceNow: 60)) { seen -> [Verdict]? in
            let all = seen.verdicts[connection] ?? []
            return all.count >= before + items.count ? Array(all.dropFirst(before)) : nil
        }
        return try #require(answers)
    }

    /// Hands in one parcel to be written on this thread, if that can be, and waits for its answers; whether
    /// they were there when the call returned.
    func askHere(_ connection: UInt64, _ items: [Parcel.Item]) throws -> (answers: [Verdict], atOnce: Bool) {
        let before = seen.look { $0.verdicts[connection]?.count ?? 0 }
        writer.submitHere([Parcel(connection: connection, peerUser: 5, items: items)])
        let atOnce = seen.look { ($0.verdicts[connection]?.count ?? 0) > before }
        let answers = seen.wait(until: Date(timeIntervalSinceNow: 60)) { seen -> [Verdict]? in
            let all = seen.verdicts[connection] ?? []
            return all.count >= before + items.count ? Array(all.dropFirst(before)) : nil
        }
        return (try #require(answers), atOnce)
    }
}
