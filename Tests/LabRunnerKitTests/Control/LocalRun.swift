import FoundationEssentials
import Glibc
import LabControl
import LabValues
import Synchronization
import Testing

/// A run as its socket shows it, without an engine: it answers as it is told, or not at all.
final class LocalRun: Sendable {
    let inbox: CommandInbox
    private let task: Task<Void, any Error>

    /// Listens at `path` and answers every command with `replies`, in order.
    init(at path: ControlSocketPath, _ name: String = "trial", answering replies: [CommandReply.Status]) throws {
        let clock = SystemClock()
        let inbox = CommandInbox(InboxRules(experiment: try ExperimentID(name)), clock: clock) { "running" }
        self.inbox = inbox
        inbox.onArrival { [weak inbox] in
            while let received = inbox?.take() { for status in replies { inbox?.answer(received.ticket, status) } }
        }
        let listener = try SocketListener.open(at: path, clock: clock)
        task = Task(executorPreference: ExecutorThread()) {
            try await listener.run(into: CommandInlet("socket", into: inbox))
        }
    }

    /// Ends it in good order.
    func stop() async {
        task.cancel()
        _ = await task.result
    }
}

/// A fresh directory that only this user may enter.
final class PrivateDirectory: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/lab-control-" + UUID().uuidString

    init() throws { try #require(mkdir(path, 0o700) == 0) }

    deinit { try? FileManager.default.removeItem(atPath: path) }  // one that is gone is as good

    /// Leaves a socket that nobody listens at, as a run that was killed does.
    func deadSocket(_ name: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array((path + "/" + name).utf8)
        try #require(bytes.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isBound)
    }

    func exists(_ name: String) -> Bool {
        var facts = stat()
        return lstat(path + "/" + name, &facts) == 0
    }
}
