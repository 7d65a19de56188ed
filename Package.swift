// swift-tools-version: 6.2
import PackageDescription

/// The house settings, the same for every target of ours.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Spans go to the C shims through wrappers that the compiler writes, so no target but LMDB holds a
    // pointer.
    .enableExperimentalFeature("SafeInteropWrappers"),
    .enableExperimentalFeature("Lifetimes"),
]

/// A target of ours; floors are listed in README.md and held by HouseRulesTests.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: house)
}

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "daybook",
    products: [
        .executable(name: "daybookd", targets: ["daybookd"]),
        .executable(name: "daybook", targets: ["daybook"]),
        .executable(name: "daybook-bench", targets: ["daybook-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // Floor 0: system libraries and the C shims over them.
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "CPlatform", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CZstandard", linkerSettings: [.linkedLibrary("zstd")]),
        .target(name: "CColumns"),
        // Floor 1: pure functions, and the system behind safe types.
        room("Statistics", ["CColumns"]),
        room("JSON", ["CSimdJSON"]),
        room("Digest", ["CCrypto"]),
        room("Compression", ["CZstandard"]),
        room("Platform", ["CPlatform"]),
        // Floor 2
        room("Model", ["JSON"]),
        room("Documents", ["JSON"]),
        room("LMDB", ["CLMDB", "Platform"]),
        // Floor 3
        room("Journal", ["Model", "LMDB", "Digest", "Compression", "Platform", "JSON"]),
        room("Wire", ["Model", "JSON", "Platform"]),
        // Floor 4
        room(
            "Projections",
            ["Journal", "Model", "LMDB", "JSON", "Digest", "Compression", "Platform", "CColumns"]),
        room("Client", ["Wire", "Platform", nioCore, nioPosix, nioHTTP]),
        // Floor 5
        room(
            "Queries",
            [
                "Projections", "Journal", "Wire", "Model", "Documents", "LMDB", "Statistics", "JSON",
                "Digest", "Platform",
            ]),
        // Floor 6
        room(
            "Daemon",
            [
                "Queries", "Projections", "Journal", "Wire", "Model", "Documents", "LMDB", "JSON", "Platform",
                nioCore, nioPosix, nioHTTP, logging,
            ]),
        // Floor 7
        .executableTarget(
            name: "daybookd",
            dependencies: [
                "Daemon", "Journal", "Model", "JSON", "Platform", logging, arguments,
            ],
            swiftSettings: house),
        .executableTarget(
            name: "daybook",
            dependencies: ["Client", "Wire", "Model", "JSON", "Digest", "Platform", arguments],
            swiftSettings: house),
        .executableTarget(
            name: "daybook-bench", dependencies: ["LMDB", "Platform", "JSON", arguments],
            swiftSettings: house),
        // Tests: a target of the same name for each room, and what holds the whole together.
        .target(
            name: "TestSupport",
            dependencies: ["Journal", "Projections", "Model", "Platform", "JSON", "Digest"],
            path: "Tests/Support",
            exclude: ["check_page.py", "check_schemas.py", "make_instants.py"],
            swiftSettings: house),
        tests("StatisticsTests", ["Statistics"]),
        tests("JSONTests", ["JSON"]),
        tests("DigestTests", ["Digest"]),
        tests("CompressionTests", ["Compression"]),
        tests("PlatformTests", ["Platform", "TestSupport"]),
        tests("SupportTests", ["TestSupport", "Model", "JSON"]),
        tests("ModelTests", ["Model", "JSON", "TestSupport"]),
        tests("DocumentsTests", ["Documents", "JSON"]),
        tests("LMDBTests", ["LMDB", "TestSupport"]),
        tests("WireTests", ["Wire", "Model", "JSON"]),
        tests("ProjectionsTests", ["Projections", "Journal", "Model", "LMDB", "Digest", "TestSupport"]),
        tests("JournalTests", ["Journal", "LMDB", "Digest", "Model", "Platform", "TestSupport"]),
        tests(
            "QueriesTests",
            [
                "Queries", "Projections", "Journal", "Wire", "Model", "Documents", "JSON", "Platform",
                "Statistics", "Digest", "TestSupport",
            ]),
        tests(
            "ClientTests",
            ["Client", "daybook", "Wire", "Model", "JSON", arguments, nioCore, nioPosix, nioHTTP]),
        tests("DaemonTests", ["Daemon", "Journal", "Model", "JSON", "Platform", logging]),
        tests("HouseRulesTests", []),
        tests("BenchTests", ["daybook-bench", "Model", "JSON"]),
        tests(
            "EndToEndTests",
            [
                "Platform", "JSON", "TestSupport", "daybook", "daybookd", "daybook-bench",
                "acknowledge-early-canary", "dies-at-steps",
            ],
            exclude: ["kill_loop.py"]),
        // A daemon with a planted bug, which the end-to-end tests have to catch. Never installed.
        .executableTarget(
            name: "acknowledge-early-canary", dependencies: ["Daemon", "Journal", "Platform", logging],
            path: "Tests/Canary",
            swiftSettings: house),
        // A daemon with small generations that kills itself in the middle of a checkpoint or a merge. Never
        // installed.
        .executableTarget(
            name: "dies-at-steps", dependencies: ["Daemon", "Journal", "Projections", "Platform", logging],
            path: "Tests/DiesAtSteps",
            swiftSettings: house),
    ],
    cxxLanguageStandard: .cxx17
)
