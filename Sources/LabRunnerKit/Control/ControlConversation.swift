import LabControl
import LabEngine
import LabValues

/// Sends one command for `lab-runner control`, tells the operator what is answered, and finds the exit code.
struct ControlConversation: Sendable {
    let channel: any CommandChannel
    let patience: ReplyPatience
    let lab: Lab

    /// Sends `command`; the result is the exit code.
    func hold(_ command: Command, asJSON: Bool) async -> Int32 {
        do {
            let replies = try await channel.send(command, within: patience) { [lab] reply in Self.tell(reply, in: lab) }
            if asJSON { for reply in replies { lab.output.line(String(decoding: reply.encoded, as: UTF8.self)) } }
            return Self.exitCode(of: replies)
        } catch {
            return lab.refuseControl(error, asJSON: asJSON)
        }
    }

    /// Of several runs the worst counts; an instrument that is not confirmed off outranks all.
    static func exitCode(of replies: [CommandReply]) -> Int32 {
        if replies.contains(where: { $0.safe.values.contains(.unconfirmed) }) { return 5 }
        if replies.isEmpty || replies.contains(where: { $0.status == .failed || $0.status == .accepted }) { return 1 }
        return replies.contains { $0.status == .refused } ? 2 : 0
    }

    private static func tell(_ reply: CommandReply, in lab: Lab) {
        let sentence = ReplySentence(reply)
        lab.console.line("\(reply.experiment): \(sentence)")
        if reply.status == .refused, let hint = sentence.hint { lab.console.line("  → \(hint)") }
    }
}

extension Lab {
    /// Says why a command was not carried out: 2 for what was typed or may not be, 1 when nobody was there.
    func refuseControl(_ error: any Error, asJSON: Bool) -> Int32 {
        let fault = RunFault(error, code: (error as? any LabFault)?.code ?? "control_error")
        for line in fault.lines { console.line(line) }
        if asJSON {
            output.line(String(decoding: JSONValue.object(["error": fault.facts]).encoded, as: UTF8.self))
        }
        return Self.isNobodyThere(error) ? 1 : 2
    }

    /// Whether a command found no run, or none that answered.
    private static func isNobodyThere(_ error: any Error) -> Bool {
        switch error {
        case ControlFault.nobodyListens, ControlFault.hungUp, ControlFault.noAnswer: true
        case let fault as any LabFault: ["no_such_run", "no_answer", "not_reachable"].contains(fault.code)
        default: false
        }
    }
}
