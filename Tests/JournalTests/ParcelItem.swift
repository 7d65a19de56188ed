import Journal
import Model

extension Parcel {
    /// One line of a parcel that a test puts together.
    enum Item {
        case event(EventImage, [UInt8])
        case refused(Refusal)
    }

    convenience init(connection: UInt64, peerUser: UInt32, items lines: [Item]) {
        var items = Items()
        for line in lines {
            switch line {
            case .event(let image, let body): items.events.append(image, body)
            case .refused(let refusal): items.append(refusal)
            }
        }
        self.init(connection: connection, peerUser: peerUser, items: items)
    }
}
