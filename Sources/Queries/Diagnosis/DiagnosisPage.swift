import Documents
import Model
import Wire

/// Lays a diagnosis out: the cause and what to do first, then layer by layer with its evidence.
struct DiagnosisPage {
    let diagnosis: Diagnosis
    let remedy: Remedy

    init(_ diagnosis: Diagnosis) {
        self.diagnosis = diagnosis
        remedy = Remedy(diagnosis)
    }

    private var scope: DiagnosisScope { diagnosis.answers.scope }

    static let definitions = [DiagnosisRule.definition, "diagnosis.retrain", "diagnosis.gates"]

    /// Those of the answers that it rests on, too.
    var definitions: [String] {
        var ids = Self.definitions
        for answer in diagnosis.answers.all {
            for id in answer.document.definitions where !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    var findings: [Finding] {
        let primary = diagnosis.primary
        let why = diagnosis.suspects(primary).prefix(3).map(\.words).joined(separator: " ")
        let insufficient = primary == .insufficientData
        var findings = [
            Finding(
                primary == .noChange ? .notice : insufficient ? .warning : .alert, code: primary.rawValue,
                text: "\(primary.rawValue): \(primary.words)\(why.isEmpty ? "" : " \(why)") \(remedy.words)",
                evidence: [
                    Fact("primary_cause", "primary cause", .text(primary.rawValue)),
                    Fact(
                        "command", "command",
                        remedy.command.isEmpty ? .none("nothing is to be done") : .text(remedy.command)),
                ])
        ]
        for cause in diagnosis.contributing {
            findings.append(
                Finding(
                    .warning, code: "contributing",
                    text: "\(cause.rawValue): \(diagnosis.suspects(cause).first?.words ?? cause.words)",
                    evidence: [Fact("cause", "cause", .text(cause.rawValue))]))
        }
        let retrain = diagnosis.retrain
        findings.append(
            Finding(
                .notice, code: retrain.yes ? "retrain" : "do-not-retrain",
                text: "\(retrain.yes ? "Retrain" : "Do not retrain"): \(retrain.why)."))
        for remark in diagnosis.layers.flatMap(\.remarks) {
            findings.append(Finding(.notice, code: "remark", text: remark))
        }
        return findings
    }

    var sections: [Section] {
        var sections: [Section] = [.facts(summary), .table(layers), .table(gates), .table(missing)]
        if let chart = scores { sections.append(.chart(chart)) }
        sections.append(.table(evidence))
        if !diagnosis.answers.failures.isEmpty { sections.append(.table(failures)) }
        sections.append(AnswerDefinitions.rule(DiagnosisRule.definition))
        return sections
    }

    private var summary: FactList {
        let retrain = diagnosis.retrain
        return FactList(
            key: "diagnosis", title: "Diagnosis",
            facts: [
                Fact("primary_cause", "primary cause", .text(diagnosis.primary.rawValue)),
                Fact("contributing", "contributing", .list(diagnosis.contributing.map(\.rawValue))),
                Fact("fix", "to be mended", .text(diagnosis.primary.fix)),
                Fact("remedy", "cheapest fix", .text(remedy.words)),
                Fact(
                    "command", "command",
                    remedy.command.isEmpty ? .none("nothing is to be done") : .text(remedy.command)),
                Fact("retrain", "retrain", .flag(retrain.yes)),
                Fact("retrain_reason", "because", .text(retrain.why)),
                Fact("version_before", "version before", .text(scope.before, else: "not known")),
                Fact("version_after", "version since", .text(scope.after, else: "not known")),
                Fact("switch", "switch", scope.switchTime.map(Value.time) ?? .none("none")),
                Fact("switch_source", "switch taken from", .text(scope.source)),
                Fact("baseline", "before", .text(scope.baseline.text)),
                Fact("current", "since", .text(scope.current.text)),
            ])
    }

    private var layers: Table {
        Table(
            key: "layers", title: "Layer by layer",
            columns: [
                Table.Column("number", "no."), Table.Column("layer", "layer"),
                Table.Column("verdict", "verdict"), Table.Column("causes", "causes"),
                Table.Column("words", "in words"),
            ],
            rows: diagnosis.layers.map { layer in
                var causes: [String] = []
                for suspect in layer.suspects where !causes.contains(suspect.cause.rawValue) {
                    causes.append(suspect.cause.rawValue)
                }
                return [
                    .count(layer.layer.rawValue), .text(layer.layer.name), .text(layer.verdict.rawValue),
                    .list(causes), .text(layer.words),
                ]
            })
    }

    private var gates: Table {
        Table(
            key: "gates", title: "Gates",
            columns: [
                Table.Column("gate", "gate"), Table.Column("verdict", "verdict"),
                Table.Column("words", "because"),
            ],
            rows: Diagnosis.Gate.allCases.map { gate in
                let (verdict, why) = diagnosis.gate(gate)
                return [.text(gate.rawValue), .text(verdict), .text(why)]
            })
    }

    private var missing: Table {
        Table(
            key: "missing", title: "What is missing to be sure",
            columns: [
                Table.Column("layer", "layer"), Table.Column("what", "what"),
                Table.Column("command", "command"),
            ],
            rows: diagnosis.layers.flatMap { layer in
                layer.missing.map { [.text(layer.layer.name), .text($0.what), .text($0.command)] }
            }, empty: "nothing")
    }

    private var evidence: Table {
        Table(
            key: "evidence", title: "Evidence: every figure, and the question that gives it again",
            columns: [
                Table.Column("layer", "layer"), Table.Column("figure", "figure"),
                Table.Column("value", "value"), Table.Column("pointer", "place in the answer"),
                Table.Column("target", "question"), Table.Column("command", "command"),
            ],
            rows: diagnosis.layers.flatMap { layer -> [[Value]] in
                var told: Set<String> = []
                return layer.figures.compactMap { figure in
                    guard told.insert(figure.target + "#" + figure.pointer).inserted else { return nil }
                    return [
                        .text(layer.layer.name), .text(figure.label), figure.value, .text(figure.pointer),
                        .text(figure.target), .text(figure.commandLine),
                    ]
                }
            }, empty: "none")
    }

    private var failures: Table { Subquestion.table(ofFailures: diagnosis.answers.failures) }

    /// The scores of both sides.
    private var scores: Chart? {
        diagnosis.answers.compare?.document.sections.compactMap { section in
            if case .chart(let chart) = section { chart } else { nil }
        }.first
    }
}
