import Model
import Wire

/// Every question that can be answered, by the name of its specification.
enum QueryRegistry {
    /// In the order of `QuerySpecifications.all`.
    static let all: [any Query.Type] = [
        StatusQuery.self, EventsQuery.self, DecisionQuery.self, SubjectQuery.self, ModelsQuery.self,
        DistributionQuery.self, FeedbackQuery.self, ReplaySetsQuery.self, ReplaySetQuery.self,
        ReplayExportQuery.self, ReplayCandidatesQuery.self, AuditQuery.self,
        ShadowQuery.self, ReplayDiffQuery.self, PromotionQuery.self,
        SlicesQuery.self, ParityQuery.self, LeakageQuery.self,
        PerformanceQuery.self, CalibrateQuery.self, WhatIfQuery.self, ConfidenceQuery.self,
        SelectionQuery.self, ConceptQuery.self, LabelsQuery.self, WorkflowQuery.self,
        CompareQuery.self, DriftQuery.self,
        ContractViolationsQuery.self, ContractQuery.self, ContractDiffQuery.self, PolicyQuery.self,
        PinsQuery.self, PinQuery.self, PinCheckQuery.self,
        DiagnosisQuery.self, DetectionQuery.self, UpdateReportQuery.self, StarterReportQuery.self,
        IntegrityQuery.self,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { (Identifier($0.name), $0) })

    /// The question of that name, nil if there is none.
    static func named(_ name: String) -> (any Query)? { byName[Identifier(name)]?.init() }
}
