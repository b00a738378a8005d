import LabControl
import LabPrograms
import LabValues

/// The commands that were accepted and wait for what they asked for. Pure.
struct CommandDesk: Sendable {
    /// Who asked, and how the answer gets back.
    enum Asker: Sendable {
        /// Somebody who has a reply coming.
        case inbox(ReceivedCommand)
        /// A signal, a cancelled task, the vigil: only the record is told.
        case direct(DirectCommand)
    }

    /// An accepted command whose end has come, and how.
    struct Due: Sendable {
        var asker: Asker
        var status: CommandReply.Status
        var reason: String?
    }

    /// A skip, and the steps that have to end.
    private struct Skip: Sendable {
        var asker: Asker
        var steps: Set<ObjectIdentifier>
    }

    private var pauses: [Asker] = []
    private var stops: [Asker] = []
    private var skips: [Skip] = []
    private var performances: [(asker: Asker, command: RecipeCommand)] = []
    private var due: [Due] = []
    private var directCount = 0

    /// What came by no listener, with an id for the record.
    mutating func directCommand(_ request: RunRequest, from source: CommandSource, at now: LabInstant) -> DirectCommand
    {
        directCount += 1
        return DirectCommand(id: "\(source.name)-\(directCount)", name: request.name, source: source, arrival: now)
    }

    mutating func awaitPause(_ asker: Asker) { pauses.append(asker) }
    mutating func awaitStop(_ asker: Asker) { stops.append(asker) }
    mutating func awaitEnd(of steps: Set<ObjectIdentifier>, _ asker: Asker) {
        if steps.isEmpty {
            due.append(Due(asker: asker, status: .done))
        } else {
            skips.append(.init(asker: asker, steps: steps))
        }
    }
    mutating func awaitTurn(_ command: RecipeCommand, _ asker: Asker) { performances.append((asker, command)) }

    /// Whether a pause that was accepted may have been reached or overtaken, or a step has ended that one waits for.
    var isWaiting: Bool { !pauses.isEmpty || !skips.isEmpty || !performances.isEmpty }
    /// Whether somebody must be answered.
    var hasDue: Bool { !due.isEmpty }

    /// The run went from one state to another.
    mutating func didMove(to state: RunState) {
        switch state {
        case .pausing: break
        case .paused: finishPauses(.done, nil)
        case .preparing, .running, .waitingForLink: finishPauses(.failed, "superseded")
        case .stopping, .finished:
            finishPauses(.failed, "superseded")
            due += performances.map { Due(asker: $0.asker, status: .failed, reason: state.rawValue) }
            performances = []
        }
    }

    private mutating func finishPauses(_ status: CommandReply.Status, _ reason: String?) {
        due += pauses.map { Due(asker: $0, status: status, reason: reason) }
        pauses = []
    }

    /// These steps are open now.
    mutating func didChange(openSteps: Set<ObjectIdentifier>) {
        let ended = skips.filter { $0.steps.isDisjoint(with: openSteps) }
        due += ended.map { Due(asker: $0.asker, status: .done) }
        skips.removeAll { $0.steps.isDisjoint(with: openSteps) }
    }

    /// The program's next command to be carried out.
    mutating func takePerformance() -> (asker: Asker, command: RecipeCommand)? {
        performances.isEmpty ? nil : performances.removeFirst()
    }

    mutating func takeStops() -> [Asker] {
        defer { stops = [] }
        return stops
    }

    mutating func takeDue() -> [Due] {
        defer { due = [] }
        return due
    }
}

/// A command that came by no listener.
struct DirectCommand: Sendable {
    var id: String
    var name: String
    var source: CommandSource
    var arrival: LabInstant
}
