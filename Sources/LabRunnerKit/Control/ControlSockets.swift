import FoundationEssentials
import LabControl
import LabValues

/// The control sockets of the runs on this computer.
struct ControlSockets: Sendable {
    /// Where they are: `run` in the state directory. It need not exist.
    let directory: String

    init(of state: StateDirectory) { directory = state.path + "/run" }

    /// The socket of `experiment`, or of the only run that lives.
    ///
    /// - Throws: `NoSuchRun`, or a `ControlFault` for a socket that is not to be trusted.
    func socket(of experiment: ExperimentID?) throws -> ControlSocketPath {
        let alive = try live()
        if let experiment {
            let path = ControlSocketPath(in: directory, for: experiment)
            guard try path.isLive() else { throw NoSuchRun.notRunning(experiment, others: alive.map(\.shortName)) }
            return path
        }
        guard let only = alive.first else { throw NoSuchRun.none(directory: directory) }
        guard alive.count == 1 else { throw NoSuchRun.several(alive.map(\.shortName)) }
        return only
    }

    /// The sockets where a run listens, by name; dead ones of ours are taken away.
    func live() throws -> [ControlSocketPath] {
        // Without the directory, or the right to read it, nothing is known to run.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return try names.filter { $0.hasSuffix(".sock") }.sorted().map { name throws(ControlFault) in
            try ControlSocketPath("\(directory)/\(name)")
        }.filter { (try? $0.isLive()) ?? false }  // a link or another's socket is no run of ours
    }
}

extension ControlSocketPath {
    /// The experiment's name where it stands in the socket's own.
    var shortName: String { name.hasSuffix(".sock") ? String(name.dropLast(5)) : name }
}
