import Foundation
import LabControl
import LabValues

/// Pings a run over its control socket, one connection per command, as `lab-runner control` does.
final class SocketCaller: Sendable {
    private let experiment: ExperimentID
    private let run: AnsweringRun
    private let client: SocketClient
    private let directory: URL

    init() async throws {
        experiment = try ExperimentID(AnsweringRun.experiment)
        directory = FileManager.default.temporaryDirectory.appending(path: "lab-request-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let path = ControlSocketPath(in: directory.path, for: experiment)
        run = try await AnsweringRun(SocketListener(at: path, clock: SystemClock()), for: experiment)
        client = SocketClient(at: path, clock: SystemClock())
    }

    func ping(_ number: Int) async throws {
        _ = try await client.send(AnsweringRun.ping(number, for: experiment), within: .seconds(10))
    }

    func close() async {
        await run.close()
        // What is left behind is a directory in /tmp.
        try? FileManager.default.removeItem(at: directory)
    }
}
