import Client
import Foundation
import JSON

/// How the process ends; the numbers from 64 up are those of sysexits.h.
enum ExitReason: Int32, CaseIterable {
    case fine = 0
    case found = 1
    case usage = 64
    case inputUnreadable = 65
    case notFound = 66
    case unreachable = 69
    case internalFault = 70
    case outputUnwritable = 73
    case tryAgain = 75

    /// What the number says, for help texts.
    var meaning: String {
        switch self {
        case .fine: "all went well; append: every line is on record, now or before"
        case .found:
            "append: some lines were refused; audit: the record is not whole; replay freeze, pin: the name is "
                + "taken; pin check: the answer is another one; promote: the version is not to go live, or that cannot be "
                + "told"
        case .usage: "the command line or a parameter is wrong"
        case .inputUnreadable: "an input cannot be read"
        case .notFound: "there is nothing of that id or name"
        case .unreachable: "the daemon cannot be reached or closed the connection"
        case .internalFault: "the daemon failed or sent what is no answer"
        case .outputUnwritable: "an output file cannot be written"
        case .tryAgain: "not now, or some outcomes are not known: run it again"
        }
    }

    static var help: String {
        allCases.map { status in
            let number = String(status.rawValue)
            return "  \(number)\(String(repeating: " ", count: 4 - number.count))\(status.meaning)"
        }.joined(separator: "\n")
    }
}

/// Why a verb ends, as one line and an exit status.
struct Failure: Error {
    let status: ExitReason
    let message: String

    init(_ status: ExitReason, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: ClientError) {
        let status: ExitReason =
            switch error {
            case .unreachable, .forbidden, .lost: .unreachable
            case .timedOut: .tryAgain
            case .malformed: .internalFault
            }
        self.init(status, error.description)
    }

    /// The failure that an HTTP answer of an error status stands for: the title and detail of its problem
    /// document.
    init(_ response: QueryResponse) {
        let status: ExitReason =
            switch response.status {
            case 404: .notFound
            case 503, 504, 429: .tryAgain
            case 400..<500: .usage
            default: .internalFault
            }
        guard let root = try? JSONDocument(response.body).root, let title = root["title"]?.string else {
            self.init(status, "the daemon answered with HTTP status \(response.status)")
            return
        }
        let detail = root["detail"]?.string
        self.init(status, detail.map { "\(title): \($0)" } ?? title)
    }
}
