import ArgumentParser
import LabControl
import LabValues

/// One word behind `lab-runner control`.
protocol ControlSubcommand: LabCommand {
    var options: ControlOptions { get }
    /// What is asked for.
    var order: ControlOrder { get throws(CommandFault) }
}

extension ControlSubcommand {
    func run(in lab: Lab) async -> Int32 {
        do {
            let order = try order
            let command = try order.command(for: options.experiment(), reason: options.reason, at: lab.clock.wallTime)
            let conversation = ControlConversation(
                channel: try options.channel(in: lab), patience: try options.patience(), lab: lab)
            return await conversation.hold(command, asJSON: options.json)
        } catch { return lab.refuseControl(error, asJSON: options.json) }
    }
}

extension ControlCommand {
    /// The command that `words` spell behind `control`; nil for what the parser answers itself.
    static func reading(_ words: [String]) throws -> (any ControlSubcommand)? {
        try parseAsRoot(words) as? any ControlSubcommand
    }
}
