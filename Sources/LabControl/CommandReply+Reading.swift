public import LabValues

extension CommandReply {
    /// Reads a reply.
    ///
    /// - Throws: `MalformedMessage`; `.badField` names what is wrong.
    public init(line: some Sequence<UInt8>) throws(MalformedMessage) {
        let json: JSONValue
        do { json = try JSONReader.read(line) } catch { throw .noJSON(error) }
        func text(_ name: String) throws(MalformedMessage) -> String {
            guard let text = json[name]?.text else { throw .badField(name) }
            return text
        }
        let type = try text("type")
        guard type == "command_reply" else { throw .unknownType(type) }
        guard let timestamp = Timestamp(try text("timestamp")) else { throw .badField("timestamp") }
        guard let status = Status(rawValue: try text("status")) else { throw .badField("status") }
        let experiment: ExperimentID
        do { experiment = try ExperimentID(try text("experiment_id")) } catch { throw .badField("experiment_id") }
        self.init(
            id: json["id"]?.text, command: try text("command"), timestamp: timestamp, experiment: experiment,
            status: status, reason: json["reason"]?.text, state: try text("state"))
        for field in json["safe"]?.fields?.fields ?? [] {
            guard let state = field.value.text.flatMap(SafeState.init(rawValue:)) else { throw .badField("safe") }
            safe[InstrumentRole(rawValue: field.name)] = state
        }
        for field in json.fields?.fields ?? [] where !Self.ownFields.contains(field.name) {
            details[field.name] = field.value
        }
    }

    private static let ownFields: Set = [
        "type", "id", "command", "timestamp", "experiment_id", "status", "reason", "state", "safe",
    ]
}
