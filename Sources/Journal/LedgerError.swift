/// Why a ledger cannot be made, opened or read: what was expected, what was found, what to do next.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        /// The directory holds no ledger.
        case notALedger
        /// A ledger was to be made where something is already.
        case occupied
        /// Another process has the ledger open for writing.
        case held
        /// The ledger's file is empty, cut short or of another program.
        case damaged
        /// The journal is not the one, or ends before the place, that the anchor names.
        case behindAnchor
        /// On a file system that cannot keep the promises.
        case remote
        /// A record that cannot be what was written.
        case badRecord
        /// The journal is being opened anew after a failed write; try again.
        case unavailable
        /// The system or the store refused.
        case system
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
