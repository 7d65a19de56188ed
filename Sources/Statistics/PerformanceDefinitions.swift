extension Definitions {
    /// Definitions of performance, agreement, ranking, delay and cutoffs.
    static let performance: [Definition] = [
        aucDeLong,
        aucHanleyMcNeil,
        aucMannWhitney,
        averagePrecision,
        brier,
        brierMurphy,
        calibrationMaximum,
        confusionBalancedAccuracy,
        confusionF1,
        confusionThreshold,
        eceEqualCount10,
        eceEqualWidth10,
        eceEqualWidth15,
        logLoss,
        reliabilityCurve,
    ]
}
