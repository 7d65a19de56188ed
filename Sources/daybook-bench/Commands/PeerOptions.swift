import ArgumentParser

/// Others that are measured on the same events.
struct PeerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Measure others too, by scripts/bench_peers.py, for which scripts/bench installs what it needs.",
            valueName: "program"))
    var peers: String?

    @Option(help: "Where the others keep their stores from one verb to the next. (default: below --folder)")
    var peerStore: String?

    /// A session with the others over the first events of a workload; nil when they are not asked for.
    func session(
        _ workload: Workload, events: Int, _ options: MeasuringOptions
    ) throws -> PeerSession? {
        guard let peers else { return nil }
        return try PeerSession(
            program: peers, workload: workload, events: events, folder: options.folder, store: peerStore)
    }
}
