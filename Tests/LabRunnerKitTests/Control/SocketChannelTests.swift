import LabControl
import LabValues
import Testing

@testable import LabRunnerKit

@Suite(.timeLimit(.minutes(2))) struct SocketChannelTests {
    private let directory: PrivateDirectory
    private let path: ControlSocketPath
    private let clock = SystemClock()

    init() throws {
        directory = try PrivateDirectory()
        path = try ControlSocketPath(directory.path + "/trial.sock")
    }

    private func send(_ patience: ReplyPatience) async throws -> [CommandReply.Status] {
        let command = ControlOrder(CommandName.ping).command(for: nil, reason: nil, at: clock.wallTime)
        return try await SocketChannel(path: path, clock: clock).send(command, within: patience) { _ in }.map(\.status)
    }

    @Test func `the last reply is the answer`() async throws {
        let run = try LocalRun(at: path, answering: [.accepted, .done])
        #expect(try await send(ReplyPatience()) == [.done])
        await run.stop()
    }

    @Test func `a run that does not answer at all is given up soon`() async throws {
        let run = try LocalRun(at: path, answering: [])
        let patience = ReplyPatience(first: .milliseconds(200))
        await #expect(throws: ControlFault.noAnswer(path: "\(path)", waited: patience.first)) {
            _ = try await send(patience)
        }
        await run.stop()
    }

    @Test func `one that accepted is waited for as long as was said`() async throws {
        let run = try LocalRun(at: path, answering: [.accepted])
        let patience = ReplyPatience(first: .seconds(2), last: .milliseconds(2500))
        await #expect(throws: ControlFault.noAnswer(path: "\(path)", waited: patience.last)) {
            _ = try await send(patience)
        }
        await run.stop()
    }

    @Test func `nobody there is said at once`() async throws {
        await #expect(throws: ControlFault.nobodyListens(path: "\(path)")) { _ = try await send(ReplyPatience()) }
    }
}
