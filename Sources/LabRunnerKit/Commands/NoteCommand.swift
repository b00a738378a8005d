import ArgumentParser
import FoundationEssentials
import LabControl
import LabValues

/// `lab-runner note DIR TEXT`.
struct NoteCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Adds a remark to a run, while it lives or afterwards.",
        discussion: """
            A run that lives takes it into its events; beside one that is over it goes to notes.jsonl, and its other \
            files are not touched.
            """)

    @Argument(help: ArgumentHelp("The run's directory: runs/EXPERIMENT_ID.", valueName: "dir"))
    var directory: String

    @Argument(help: "The remark.")
    var text: String

    @Option(help: "Where state is kept (default: $XDG_STATE_HOME/lab-runner).")
    var state: String?

    func run(in lab: Lab) async -> Int32 {
        do {
            guard !text.isEmpty else { throw CommandFault("There is no remark.") }
            let files = try RunDirectory(directory)
            guard let socket = try liveSocket(of: files.experiment) else {
                let path = try files.add(text, by: ProcessInfo.processInfo.userName, at: lab.clock.wallTime)
                lab.console.line("noted in \(path)")
                return 0
            }
            let command = ControlOrder(CommandName.note, ["text": .string(text)])
                .command(for: files.experiment, reason: nil, at: lab.clock.wallTime)
            let conversation = ControlConversation(
                channel: SocketChannel(path: socket, clock: lab.clock), patience: ReplyPatience(), lab: lab)
            let code = await conversation.hold(command, asJSON: false)
            if code == 0 { lab.console.line("The run lives: the remark is in its events.") }
            return code
        } catch { return lab.refuse(error) }
    }

    /// Where the run listens; nil when it is over.
    private func liveSocket(of experiment: ExperimentID) throws -> ControlSocketPath? {
        guard let state = try? StateDirectory(option: state) else { return nil }  // no home: no sockets either
        let path = ControlSocketPath(in: ControlSockets(of: state).directory, for: experiment)
        return try path.isLive() ? path : nil
    }
}
