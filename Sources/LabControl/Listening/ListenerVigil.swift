public import LabValues

/// Whether a run may go on that nobody can reach: `commands.onListenerLost`, and the dead-man's switch. Pure.
public struct ListenerVigil: Sendable, Hashable {
    /// What to do about a run that nobody can reach.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        case `continue`, pause, stop
    }

    /// Why something is done.
    public enum Cause: Sendable, Hashable {
        /// This listener heard nothing for so long.
        case listenerLost(name: String, Duration)
        /// Nobody of this name said `ping` for so long.
        case silent(issuer: String, Duration)
    }

    /// What the run is asked to do.
    public struct Demand: Sendable, Hashable {
        public var action: Action
        public var cause: Cause
    }

    private let action: Action
    private let deadline: Duration
    private let issuer: String?
    private var lost: [String: LabInstant] = [:]
    private var lastPing: LabInstant
    /// One demand per silence: a run that was resumed by hand is not paused again for the same one.
    private var told: Set<String> = []

    /// A vigil that begins now.
    ///
    /// - Parameters:
    ///   - deadline: how long a listener may be lost, or the issuer silent.
    ///   - issuer: who must say `ping`; nil for no dead-man's switch.
    public init(_ action: Action, after deadline: Duration, pingFrom issuer: String? = nil, at now: LabInstant) {
        (self.action, self.deadline, self.issuer, lastPing) = (action, deadline, issuer, now)
    }

    /// The listener called `name` hears nothing.
    public mutating func didLose(_ name: String, at now: LabInstant) {
        if lost[name] == nil { lost[name] = now }
    }

    /// The listener called `name` listens, or is over in good order.
    public mutating func didRestore(_ name: String) {
        lost[name] = nil
        told.remove("listener " + name)
    }

    /// A command came; a `ping` of the issuer is a sign of life when its sender is known.
    ///
    /// Signed, the issuer may also be the name of the key.
    public mutating func didReceive(_ received: ReceivedCommand) {
        guard let issuer, received.command.name == CommandName.ping, received.isAuthenticated else { return }
        guard received.command.issuer == issuer || received.signer == issuer else { return }
        lastPing = received.arrival
        told.remove("ping")
    }

    /// When something must be decided next; nil when nothing will be.
    public var due: LabInstant? {
        guard action != .continue else { return nil }
        var moments = lost.filter { !told.contains("listener " + $0.key) }.map { $0.value + deadline }
        if issuer != nil, !told.contains("ping") { moments.append(lastPing + deadline) }
        return moments.min()
    }

    /// What the run is asked to do now; each silence asks once.
    public mutating func demand(at now: LabInstant) -> Demand? {
        guard action != .continue else { return nil }
        for (name, since) in lost.sorted(by: { $0.key < $1.key }) where now - since >= deadline {
            guard told.insert("listener " + name).inserted else { continue }
            return Demand(action: action, cause: .listenerLost(name: name, now - since))
        }
        guard let issuer, now - lastPing >= deadline, told.insert("ping").inserted else { return nil }
        return Demand(action: action, cause: .silent(issuer: issuer, now - lastPing))
    }
}
