import Foundation
import LabInstruments
import LabPrograms
import LabPublishing
import LabValues
import Testing

@testable import LabRunnerKit

/// A fresh directory with a `lab.yaml`, and what reading it gives.
final class ConfigurationBench {
    let directory = FileManager.default.temporaryDirectory.appending(path: "lab-config-\(UUID().uuidString)")
    let publishers = PublisherCatalog(.builtIn + [VaultPublisher.self])

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: directory) }  // a directory that is gone is as good

    /// Writes a file and returns its path.
    func file(_ text: String, named name: String = "lab.yaml", mode: Int = 0o600) throws -> String {
        try file(Data(text.utf8), named: name, mode: mode)
    }

    func file(_ content: Data, named name: String = "lab.yaml", mode: Int = 0o600) throws -> String {
        let path = directory.appending(path: name).path
        try content.write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    /// Reads a configuration.
    func read(_ text: String? = nil, _ environment: [String: String] = [:]) throws -> RunnerConfiguration {
        try RunnerConfiguration(
            file: try text.map { try file($0) }, environment: environment, publishers: publishers,
            listeners: ListenerCatalog([]))
    }

    /// What is wrong with a configuration.
    func faults(_ text: String? = nil, _ environment: [String: String] = [:]) throws -> [SettingFault] {
        do {
            _ = try read(text, environment)
            return []
        } catch let refusal as ConfigurationRefused {
            return refusal.faults
        }
    }

    /// Runs a command line in this process; what it printed, and its exit code.
    func run(_ words: [String]) async throws -> (code: Int32, output: String, errors: String) {
        let screen = self.screen
        for descriptor in screen.descriptors {
            #expect(ftruncate(descriptor, 0) == 0 && lseek(descriptor, 0, SEEK_SET) == 0)
        }
        let code = await LabRunner.run(words, in: screen.lab)
        screen.lab.output.flush(within: .seconds(10))
        screen.lab.console.flush(within: .seconds(10))
        let texts = try screen.paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
        return (code, texts[0], texts[1])
    }

    /// A runner whose output goes to two files; a writer keeps its thread, so there is one for all command lines.
    private lazy var screen: (lab: Lab, paths: [String], descriptors: [Int32]) = {
        let paths = ["output", "errors"].map { directory.appending(path: $0).path }
        let descriptors = paths.map { open($0, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
        let lab = Lab(
            drivers: .init([ToyStat.self]), programs: .init([Blink.self]), emulators: [], publishers: publishers,
            clock: SystemClock(), output: TerminalWriter(descriptor: descriptors[0]),
            console: TerminalWriter(descriptor: descriptors[1]))
        return (lab, paths, descriptors)
    }()
}
