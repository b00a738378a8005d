public import LabValues

/// Hears commands on a unix socket that only this user and root reach: JSON lines in, JSON lines back to who asked.
///
/// - Shape: one thread; at most 16 clients, lines of at most 64 KiB and 32 levels. A client that takes no replies, or
///   leaves a line unfinished for ten seconds, is dropped.
public struct SocketListener: CommandListener {
    public let name = "socket"
    private let path: ControlSocketPath
    private let clock: any LabClock
    private let trusts: @Sendable (PeerIdentity) -> Bool
    private var ready: ReadySocket?

    /// A listener at `path`; the socket is made by `run` and goes with it.
    public init(at path: ControlSocketPath, clock: any LabClock) {
        self.init(at: path, clock: clock) { $0.isTrusted }
    }

    /// A listener whose socket is there at once, so that what speaks against it shows before a run begins.
    ///
    /// Callers wait until `run` takes it; when nobody runs the listener, the socket goes with it.
    /// - Throws: `ControlFault`.
    public static func open(at path: ControlSocketPath, clock: any LabClock) throws(ControlFault) -> Self {
        var listener = Self(at: path, clock: clock)
        listener.ready = try ReadySocket(at: path)
        return listener
    }

    /// - Parameter trusts: who may call.
    init(at path: ControlSocketPath, clock: any LabClock, trusts: @escaping @Sendable (PeerIdentity) -> Bool) {
        (self.path, self.clock, self.trusts) = (path, clock, trusts)
    }

    public func run(into inlet: CommandInlet) async throws {
        let outbox = SocketOutbox()
        let end = OneShot<ControlFault?>()
        startThread { [self] in end.finish(listen(into: inlet, outbox)) }
        let fault = await withTaskCancellationHandler {
            await withCheckedContinuation { end.wait($0) }
        } onCancel: {
            outbox.end.give()
        }
        if let fault { throw fault }
    }
    /// The thread of the listener; its socket is gone when this returns.
    private func listen(into inlet: CommandInlet, _ outbox: SocketOutbox) -> ControlFault? {
        do throws(ControlFault) {
            let server = SocketServer(try socket(), inlet, outbox, clock, trusts)
            inlet.isListening()
            return server.serve()
        } catch { return error }
    }

    /// The one that was made already, or a new one.
    private func socket() throws(ControlFault) -> ListeningSocket {
        if let made = ready?.take() { return made }
        return try ListeningSocket.open(at: path)
    }
}
