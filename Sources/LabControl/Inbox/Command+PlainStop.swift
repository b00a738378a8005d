import LabValues

/// A `stop` that needs no signature acts whatever is written beside it.
extension Command {
    /// A `stop` whose other fields cannot all be read; nil when it is none, when it must be verified and so cannot be
    /// changed, or when it cannot be told whom it is for.
    init?(stopIn line: [UInt8], from origin: CommandOrigin, at now: Timestamp) {
        guard let json = try? JSONReader.read(line), json["command"]?.text == CommandName.stop else {
            return nil  // no JSON: refused by the caller, who says why
        }
        guard json.isMissing("type") || json["type"]?.text == "command" else { return nil }
        guard json.isMissing("signature") || origin.channel == .local else { return nil }
        self.init(CommandName.stop, timestamp: now)
        if !json.isMissing("experiment_id") {
            guard let text = json["experiment_id"]?.text, let named = try? ExperimentID(text) else { return nil }
            experiment = named
        }
        station = json["station"]?.text
        guard station != nil || json.isMissing("station") else { return nil }
        parameters["mode"] = json["params"]?["mode"]?.text.map { .string($0) }
        id = json["id"]?.shortText()
        issuer = json["issuer"]?.shortText()
        replyTo = json["reply_to"]?.shortText(InboxRules.longestReplyTo)
    }

    /// Whether it is a `stop` that no signature is asked of.
    func isPlainStop(from origin: CommandOrigin) -> Bool {
        name == CommandName.stop && (signature == nil || origin.channel == .local)
    }

    /// The command without those fields that are longer than is read. The station stays: it says who is meant.
    var withoutOverlong: Command {
        var command = self
        for field in [\Command.id, \.issuer, \.keyID, \.nonce, \.signature] as [WritableKeyPath<Command, String?>]
        where self[keyPath: field]?.utf8.count ?? 0 > InboxRules.longestName { command[keyPath: field] = nil }
        if replyTo?.utf8.count ?? 0 > InboxRules.longestReplyTo { command.replyTo = nil }
        return command
    }
}

extension JSONValue {
    /// The text, unless it is longer than is read.
    func shortText(_ limit: Int = InboxRules.longestName) -> String? {
        text.flatMap { $0.utf8.count <= limit ? $0 : nil }
    }

    fileprivate func isMissing(_ name: String) -> Bool { self[name] == nil || self[name] == .null }
}
