import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version of this program; also: daybook --version.")

    static let number = "0.1.0"

    func run() throws { try Screen.print(Self.number) }
}
