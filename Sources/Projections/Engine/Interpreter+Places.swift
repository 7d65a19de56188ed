import Digest
import Model

extension Interpreter {
    /// The places of a block's events.
    struct Places {
        /// One an event.
        var events: [Place] = []
        /// What outcomes and withdrawals name: the fingerprint, and the number of the event in the block.
        var questions: [Fingerprint] = []
        var askers: [Int] = []
    }

    /// Where the row of an event goes.
    struct Place {
        /// -1 when it has none.
        var slot: TableRows.Slot
        var row: UInt32
        /// The number of its question, -1 when it asks none.
        var question: Int
    }

    /// Gives every event its place, and enters all in the index. Nothing there is found by an event that
    /// comes before it: whoever asks goes by positions.
    mutating func place(_ block: ImageBlock, _ range: Range<Int>, in hot: HotIndex) -> Places {
        var places = Places()
        var identifiers: [IndexEntry] = []
        var subjects: [IndexEntry] = []
        places.events.reserveCapacity(range.count)
        identifiers.reserveCapacity(range.count)
        subjects.reserveCapacity(range.count)
        for event in range {
            let image = block[event]
            let position = block.first + Position(event)
            let type = image.type
            var place = Place(slot: -1, row: 0, question: -1)
            var table = TableNumber.none
            var subject: Range<Int>?
            var asked: (type: EventType, name: Range<Int>)?
            switch type {
            case .decision:
                let head = image.decision
                table = number(of: image, head.series)
                subject = head.subject
            case .outcome:
                table = TableNumber.outcomes
                let target = image.target.name
                if image.namesSubject { subject = target } else { asked = (.decision, target) }
            case .outcomeWithdrawn:
                table = TableNumber.withdrawals
                asked = (.outcome, image.target.name)
            case .contract, .deployment, .policy, .replaySet, .review, .pin: break
            }
            if table != TableNumber.none {
                place.slot = tables.slot(of: table)
                place.row = tables.takeRow(place.slot)
            }
            identifiers.append(
                IndexEntry(
                    fingerprint: fingerprint(type.rawValue, image, image.idRange), position: position,
                    table: table, row: place.row))
            if let subject {
                subjects.append(
                    IndexEntry(
                        fingerprint: fingerprint(Space.subject, image, subject), position: position,
                        table: table, row: place.row))
            }
            if let asked {
                place.question = places.questions.count
                places.questions.append(fingerprint(asked.type.rawValue, image, asked.name))
                places.askers.append(event)
            }
            places.events.append(place)
        }
        hot.insert(.identifiers, identifiers)
        hot.insert(.subjects, subjects)
        return places
    }

    func fingerprint(_ space: UInt8, _ image: borrowing ImageView, _ range: Range<Int>) -> Fingerprint {
        fingerprinter.fingerprint(space, image.bytes.extracting(range))
    }

    /// The number of a decision's series.
    private mutating func number(of image: borrowing ImageView, _ series: Range<Int>) -> UInt32 {
        let bytes = image.bytes.extracting(series)
        let place = Int(ColumnBytes.spread(bytes)) & (recent.count - 1)
        let (known, table) = recent[place]
        if ColumnBytes.same(known.span, bytes) { return table }
        let number = self.series.number(of: image, series)
        recent[place] = (image.array(series), number)
        return number
    }
}
