import FoundationEssentials
import LabControl
import LabValues

/// What `lab-runner control` is asked to send: a command's name and its arguments. Pure.
struct ControlOrder: Sendable, Hashable {
    var name: String
    var parameters: JSONObject

    init(_ name: String, _ parameters: JSONObject = JSONObject(), now: Bool = false) {
        (self.name, self.parameters) = (name, parameters)
        if now { self.parameters["mode"] = "now" }
    }

    /// A tighter limit, as it is typed: `i_max=1mA`.
    ///
    /// - Throws: `CommandFault` for what no run could take.
    init(limit text: String) throws(CommandFault) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw CommandFault("\(text) does not read NAME=VALUE.", hint: "For example i_max=1mA.")
        }
        var limits = SafetyLimits()
        do throws(BadLimit) { try limits.set(parts[0], to: parts[1]) } catch {
            throw CommandFault("\(error)", hint: error.hint)
        }
        self.init(CommandName.setLimit, ["name": .string(parts[0]), "value": .string(parts[1])])
    }

    /// The command, sent now by this user.
    ///
    /// - Parameter reason: why, in words; nil for none.
    func command(for experiment: ExperimentID?, reason: String?, at time: Timestamp) -> Command {
        var command = Command(name, timestamp: time)
        command.parameters = parameters
        if let reason { command.parameters["reason"] = .string(reason) }
        command.experiment = experiment
        command.id = "control-" + hexadecimal(UInt64.random(in: 0 ... .max), digits: 16)
        command.issuer = String(ProcessInfo.processInfo.userName.prefix(64))
        return command
    }
}
