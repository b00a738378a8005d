import Glibc
import LabEngine
import LabInstruments
import LabTransport
import LabValues
import Synchronization

/// What keeps the instruments of a run for it, and looks after them should it die: locks, notes, and a guard.
final class RunGuard: InstrumentRegister {
    /// Why nobody looks after them; nil when somebody does, or nobody need.
    let unguarded: String?
    private let lost: Loss
    private let files: ArmedFiles?
    private let companion: GuardCompanion?
    private let locks: [InstrumentLock]
    private let removal = NoteRemoval()

    /// Takes the locks and starts the guard; nothing has been opened yet.
    ///
    /// - Throws: `CommandFault`, code `not_reachable`, when another run has an instrument.
    init(
        of plan: PlannedRun, program: String?, report: @escaping @Sendable (GuardCompanion.Trouble) -> Void
    ) throws(CommandFault) {
        let lost = Loss()
        self.lost = lost
        let real = plan.instruments.filter { !$0.isSimulated }
        guard let state = plan.state, !real.isEmpty else {
            (unguarded, files, companion, locks) = (nil, nil, nil, [])
            return
        }
        files = try ArmedFiles(in: state)
        locks = try InstrumentLock.take(real.map(\.address.link), for: plan.experiment.text, in: state.directory("run"))
        guard plan.guarding.isWanted, let program else {
            let why = plan.guarding.isWanted ? "this program cannot start one" : "--no-guard was given"
            unguarded = Self.absence(why)
            companion = nil
            return
        }
        unguarded = nil
        let order = GuardOrder(
            experiment: plan.experiment, state: GuardOrder.absolute(state.path), config: plan.guarding.config,
            heartbeat: plan.guarding.heartbeat, locks: locks)
        companion = GuardCompanion(program, order) { trouble in
            if case .unguarded(let why) = trouble { lost.sentence.withLock { $0 = Self.absence(why) } }
            report(trouble)
        }
        companion?.start()
    }

    /// Why the guard that was there is gone for good; nil while it is there.
    var loss: String? { lost.sentence.withLock { $0 } }

    /// What it means that nobody watches, in words.
    static func absence(_ why: String) -> String {
        "No guard watches this run: \(why). If this program dies, the cell stays as it is, until: lab-runner safe."
    }

    func arm(_ source: InstrumentSource, _ identity: InstrumentIdentity, in experiment: ExperimentID) throws {
        guard let files, !source.isSimulated else { return }
        removal.finish()  // of a note of the same name
        let instrument = try ArmedInstrument(source, identity, in: experiment, process: getpid())
        try files.write(instrument)
        companion?.arm(instrument)
    }

    func disarm(_ role: InstrumentRole, in experiment: ExperimentID) {
        companion?.disarm(role)
        // A disk that hangs must not keep the next cell waiting.
        if let files { removal.begin { files.remove(role, in: experiment) } }
    }

    /// The engine's thread lives.
    func beat() { companion?.beat() }

    /// The run ends in order: the guard goes, the locks stay as long as this object. Once more does nothing.
    func leave() {
        companion?.leave()
        removal.finish()
        withExtendedLifetime(locks) {}
    }
}

/// Why a guard is gone for good, as soon as it is.
private final class Loss: Sendable {
    let sentence = Mutex<String?>(nil)
}

/// What the operator said about the guard.
struct Guarding: Sendable, Hashable {
    /// Whether there shall be one.
    var isWanted = true
    /// The longest silence of the run; nil for no limit.
    var heartbeat: Duration? = GuardHeartbeat.usual
    /// The configuration file, an absolute path.
    var config: String?
}
