import ArgumentParser
import Glibc
import LabValues

/// `lab-runner guard`: what `run` starts beside itself; not for people, and in no list of commands.
struct GuardCommand: LabCommand {
    static let name = "guard"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Watches over a run; started by run itself.", shouldDisplay: false)

    @Option var experiment: String
    /// The run's process, as its locks name it. What is done to it goes by way of `runner`.
    @Option var process: Int32?
    @Option var state: String
    @Option var config: String?
    @Option var heartbeat: String
    /// Descriptors that were inherited.
    @Option var runner: Int32?
    @Option var terminal: Int32?
    @Option var lock: [Int32] = []

    /// The wire to the run.
    private static let channel = GuardChannel(descriptor: 3)

    func run(in lab: Lab) async -> Int32 {
        for number in [SIGINT, SIGQUIT, SIGTSTP, SIGHUP, SIGTERM, SIGTTIN, SIGTTOU, SIGPIPE, SIGXFSZ] {
            signal(number, SIG_IGN)
        }
        guard isStartedByARun else { return refuse(lab) }
        // Now, as the run read it: by the time it counts the file may be gone, or another one.
        let settings = readSettings(lab)
        guard chdir("/") == 0 else { return refuse(lab) }
        do {
            let station = GuardStation(
                channel: Self.channel, runner: runner.map { ProcessHandle(descriptor: $0) },
                span: try GuardHeartbeat.read(heartbeat))
            let duty = GuardDuty(
                experiment: try ExperimentID(experiment), process: process, state: try StateDirectory(option: state),
                settings: settings, locks: lock, terminal: terminal, lab: lab)
            // On the command's own thread, which has nothing else to do.
            guard let left = station.watch() else { return 0 }
            return await duty.act(left.armed, wasKilled: left.hasKilled)
        } catch {
            return lab.refuse(error)
        }
    }

    private func refuse(_ lab: Lab) -> Int32 {
        lab.console.line("error: guard is started by run, not by hand.")
        return 2
    }

    private func readSettings(_ lab: Lab) -> Result<Settings, ConfigurationRefused> {
        Result { () throws(ConfigurationRefused) in
            try RunnerConfiguration(file: config, publishers: lab.publishers, listeners: lab.listeners).settings
        }
    }

    private var isStartedByARun: Bool {
        var kind: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(Self.channel.descriptor, SOL_SOCKET, SO_TYPE, &kind, &size) == 0
            && kind == Int32(SOCK_SEQPACKET.rawValue)
    }
}
