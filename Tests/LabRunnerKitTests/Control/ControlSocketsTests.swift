import Glibc
import LabControl
import LabValues
import Testing

@testable import LabRunnerKit

@Suite(.timeLimit(.minutes(2))) struct ControlSocketsTests {
    private let state: PrivateDirectory
    private let sockets: ControlSockets

    init() throws {
        state = try PrivateDirectory()
        try #require(mkdir(state.path + "/run", 0o700) == 0)
        sockets = ControlSockets(of: try StateDirectory(option: state.path))
    }

    private func run(_ name: String) throws -> LocalRun {
        let path = ControlSocketPath(in: sockets.directory, for: try ExperimentID(name))
        return try LocalRun(at: path, name, answering: [.done])
    }

    @Test func `without a name the only run is meant`() async throws {
        let run = try run("trial")
        #expect(try sockets.socket(of: nil).shortName == "trial")
        #expect(try sockets.socket(of: try ExperimentID("trial")).shortName == "trial")
        await run.stop()
    }

    @Test func `of two runs one must be named, and both are listed`() async throws {
        let runs = [try run("first"), try run("second")]
        #expect(throws: NoSuchRun.several(["first", "second"])) { try sockets.socket(of: nil) }
        #expect(try sockets.socket(of: try ExperimentID("second")).shortName == "second")
        for run in runs { await run.stop() }
    }

    @Test func `without a run, and for another name, it is said which there are`() async throws {
        #expect(throws: NoSuchRun.none(directory: sockets.directory)) { try sockets.socket(of: nil) }
        let run = try run("trial")
        let other = try ExperimentID("other")
        #expect(throws: NoSuchRun.notRunning(other, others: ["trial"])) { try sockets.socket(of: other) }
        await run.stop()
        let nowhere = ControlSockets(of: try StateDirectory(option: state.path + "/none"))
        #expect(throws: NoSuchRun.none(directory: nowhere.directory)) { try nowhere.socket(of: nil) }
        #expect(!state.exists("none"), "asking makes nothing")
    }

    @Test func `a run that was killed is not listed, and its socket is taken away; a link is left alone`() throws {
        try state.deadSocket("run/dead.sock")
        try #require(symlink("/etc/passwd", sockets.directory + "/link.sock") == 0)
        #expect(try sockets.live() == [])
        #expect(!state.exists("run/dead.sock") && state.exists("run/link.sock"))
    }
}
