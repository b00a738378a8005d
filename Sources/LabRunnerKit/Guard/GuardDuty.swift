import Glibc
import LabEngine
import LabOutbox
import LabPublishing
import LabValues

/// What a guard does when its run is gone: the cells first, the record second.
struct GuardDuty: Sendable {
    let experiment: ExperimentID
    /// The run's process, as its locks name it.
    let process: Int32?
    let state: StateDirectory
    /// What file and environment said when the guard began to watch.
    let settings: Result<Settings, ConfigurationRefused>
    /// What keeps other runs from the instruments; inherited.
    let locks: [Int32]
    /// The operator's terminal, where there was one.
    let terminal: Int32?
    let lab: Lab

    /// How long what was measured may take to reach the files.
    private static let filePatience = Duration.seconds(30)
    /// How long sinks elsewhere are tried; the next start tries them again.
    private static let sinkPatience = Duration.seconds(3)

    /// Does all of it; the result is the exit code.
    func act(_ armed: [ArmedInstrument], wasKilled: Bool) async -> Int32 {
        let work = RescueWork(lab: lab)
        let rescued = await work.makeSafe(armed)
        let isSafe = rescued.allSatisfy { $0.finding.state != .unconfirmed }
        var report = [opening(armed, wasKilled)] + rescued.flatMap(\.lines)
        if !isSafe { report += RunSummary.alarm([]) + ["  → Then: lab-runner safe\(stateOption)"] }
        tell(report)
        // What follows needs the disk, which may hang; the cells are off by now, or cannot be had.
        if let files = try? ArmedFiles(in: state) {  // they are then told by `lab-runner safe`, once more
            for one in rescued where one.finding.state != .unconfirmed {
                files.remove(one.instrument.role, in: one.instrument.experiment)
            }
        }
        let troubles = await record(rescued, wasKilled: wasKilled)
        tell(troubles)
        if !isSafe || !troubles.isEmpty { keepReport(report + troubles) }
        return isSafe ? 0 : 5
    }

    private func opening(_ armed: [ArmedInstrument], _ wasKilled: Bool) -> String {
        let how = wasKilled ? "was silent and has been ended" : "died"
        return armed.isEmpty
            ? "The run \(experiment) \(how); no instrument was open."
            : "The run \(experiment) \(how); its guard makes the instruments safe."
    }

    private var stateOption: String { " --state \(state.path)" }

    // MARK: The record

    /// Brings files and outbox level, and says how the run ended; what did not work, in sentences.
    private func record(_ rescued: [RescueWork.Rescued], wasKilled: Bool) async -> [String] {
        let directory: OutboxDirectory
        do { directory = try OutboxDirectory(state, clock: lab.clock) } catch { return ["\(error)"] }
        // Files need no configuration; sinks elsewhere do.
        let known = try? settings.get()  // why not is said below
        var delivery = LeftoverDelivery(
            directory: directory, publishers: lab.publishers, settings: known ?? Settings(), clock: lab.clock)
        delivery.former = process
        guard directory.isKnown(experiment) else { return [] }  // it died before there was anything to keep
        let word = LastWord(rescued: rescued, wasKilled: wasKilled, time: lab.clock.wallTime)
        let troubles = await finish(delivery, word)
        for lock in locks { close(lock) }  // other runs may have the instruments now
        if case .failure(let fault) = settings {
            return troubles + ["The configuration cannot be read, so sinks elsewhere wait for the next run: \(fault)"]
        }
        _ = await delivery.deliver(experiment, patience: Self.sinkPatience, where: { !$0.isLocal })
        return troubles
    }

    /// Somebody who delivers leftovers may have the outbox for a moment.
    private func finish(_ delivery: LeftoverDelivery, _ word: LastWord) async -> [String] {
        let end = lab.clock.now + Self.filePatience
        while true {
            while isWithAnother(delivery.directory), lab.clock.now < end {
                try? await lab.clock.sleep(for: .milliseconds(50))  // nobody cancels a guard
            }
            let result = await delivery.deliver(
                experiment, patience: .seconds(10), where: { $0.isLocal },
                adding: { outbox in try outbox.lacksLastWord() ? [word.message] : [] })
            let isTaken = !result.troubles.isEmpty && isWithAnother(delivery.directory)
            guard isTaken, lab.clock.now < end else { return result.notices + result.troubles }
        }
    }

    private func isWithAnother(_ directory: OutboxDirectory) -> Bool {
        directory.holder(of: experiment).map { $0.process != process } ?? false
    }

    // MARK: The operator

    private func tell(_ lines: [String]) {
        guard let terminal, !lines.isEmpty else { return }
        OperatorTerminal(descriptor: terminal).write(lines.map { "\r\n\($0)" }.joined() + "\r\n")
    }

    /// For one who comes later: `run/guard-EXPERIMENT.txt`.
    private func keepReport(_ lines: [String]) {
        // A disk that takes nothing takes no report either.
        guard let directory = try? state.directory("run") else { return }
        let path = "\(directory)/guard-\(experiment).txt"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}
