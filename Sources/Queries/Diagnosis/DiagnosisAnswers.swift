import Documents
import Model
import Projections
import Wire

/// What a diagnosis asked, all as of one position.
struct DiagnosisAnswers: Sendable {
    /// What each question is asked for, in the order of the layers.
    enum Part: CaseIterable {
        case contract
        /// The same for the baseline.
        case contractBefore
        case rules, workflow, drift, leakage, labels, shadow, replay, compare, calibrate, performanceBefore,
            performance, concept
    }

    let scope: DiagnosisScope
    let evaluated: Timestamp
    /// A question without an answer has none.
    private let answers: [Part: Answer]
    /// Questions that could not be answered, with why.
    let failures: [(question: Subquestion, why: String)]

    var contract: Answer? { answers[.contract] }
    var contractBefore: Answer? { answers[.contractBefore] }
    var rules: Answer? { answers[.rules] }
    var workflow: Answer? { answers[.workflow] }
    var drift: Answer? { answers[.drift] }
    var leakage: Answer? { answers[.leakage] }
    var labels: Answer? { answers[.labels] }
    var shadow: Answer? { answers[.shadow] }
    var replay: Answer? { answers[.replay] }
    var compare: Answer? { answers[.compare] }
    var calibrate: Answer? { answers[.calibrate] }
    var performanceBefore: Answer? { answers[.performanceBefore] }
    var performance: Answer? { answers[.performance] }
    var concept: Answer? { answers[.concept] }

    /// All answers, in the order of the layers.
    var all: [Answer] { Part.allCases.compactMap { answers[$0] } }

    /// The questions without which nothing can be called unchanged.
    private static let essential: Set<String> = ["workflow", "drift", "labels"]

    /// Whether one of them has no answer, with the first that has none.
    var unanswered: (question: Subquestion, why: String)? {
        failures.first { Self.essential.contains($0.question.specification.name) }
    }

    /// Cost: that of the questions, each a pass or a few over the two sides, on two threads.
    init(_ scope: DiagnosisScope, _ request: Request, _ view: borrowing View) throws {
        self.scope = scope
        evaluated = request.knowledge.evaluated
        let asker = DiagnosisAsker(scope, request)
        let workflow = try asker.workflow(view)
        let cut =
            workflow.answers[.workflow]?.cell("shares", [("share", "called")], "share_baseline")?.number
        var asked = workflow
        for more in try SharedWork.run(
            DiagnosisAsker.Job.allCases, view,
            { job, view in
                try asker.answers(job, called: cut, view)
            })
        {
            asked.add(more)
        }
        answers = asked.answers
        failures = asked.failures
    }

    /// What some of the questions came to.
    struct Asked: Sendable {
        var answers: [Part: Answer] = [:]
        var failures: [(question: Subquestion, why: String)] = []

        mutating func add(_ other: Asked) {
            answers.merge(other.answers) { $1 }
            failures += other.failures
        }
    }

    /// Whether what is wrong with a question is wrong with what was asked of the diagnosis.
    static func isEssential(_ name: String) -> Bool { essential.contains(name) }
}
