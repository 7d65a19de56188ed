import Foundation

/// The machine during the measurement, as far as it says whether figures are to be trusted.
enum Machine {
    /// Runnable tasks on average over the last minute.
    static func load() -> Double {
        let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
        return Double(text.split(separator: " ").first ?? "") ?? 0
    }

    static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Whether this build checks what a release build leaves out.
    static var isDebugBuild: Bool {
        #if DEBUG
            true
        #else
            false
        #endif
    }
}
