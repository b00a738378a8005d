/// A command from afar, as it stands on the wire.
public struct Command: Sendable, Hashable {
    /// What is asked for: `pause`, `resume`, `stop`, …
    public var name: String
    /// When it was sent, by the sender's clock.
    public var timestamp: Timestamp
    /// Its arguments, `{"mode":"now"}` among them.
    public var parameters = JSONObject()
    /// Names the command, so that it is carried out once.
    public var id: String?
    /// The run it is meant for; nil means every run that listens.
    public var experiment: ExperimentID?
    /// The station it is meant for.
    public var station: String?
    /// Where the reply goes.
    public var replyTo: String?
    /// Who sends it.
    public var issuer: String?
    /// Which key signed it.
    public var keyID: String?
    /// Makes a signature unique.
    public var nonce: String?
    /// After this it is refused.
    public var expires: Timestamp?
    /// The signature over every other field.
    public var signature: String?

    /// A command called `name`, sent at `timestamp`.
    public init(_ name: String, timestamp: Timestamp) {
        self.name = name
        self.timestamp = timestamp
    }

    /// Whether it asks to act at once.
    public var isNow: Bool { parameters["mode"]?.text == "now" }

    /// The command as one line of JSON, without the line feed.
    public var encoded: [UInt8] {
        var object = JSONObject([
            ("type", "command"), ("command", .string(name)), ("timestamp", .string(timestamp.description)),
            ("params", .object(parameters)),
        ])
        object["id"] = id.map { .string($0) }
        object["experiment_id"] = experiment.map { .string($0.text) }
        object["station"] = station.map { .string($0) }
        object["reply_to"] = replyTo.map { .string($0) }
        object["issuer"] = issuer.map { .string($0) }
        object["key_id"] = keyID.map { .string($0) }
        object["nonce"] = nonce.map { .string($0) }
        object["expires"] = expires.map { .string($0.description) }
        object["signature"] = signature.map { .string($0) }
        return JSONValue.object(object).encoded
    }

    /// Reads a command; its times may be written in any way RFC 3339 allows.
    ///
    /// - Throws: `MalformedMessage`; `.badField` names what is wrong.
    public init(line: some Sequence<UInt8>) throws(MalformedMessage) {
        let json: JSONValue
        do { json = try JSONReader.read(line) } catch { throw .noJSON(error) }
        let fields = MessageFields(json)
        guard try fields.text("type") == "command" else { throw .unknownType(try fields.text("type")) }
        self.init(try fields.text("command"), timestamp: try Self.time("timestamp", in: fields))
        if let value = json["params"], value != .null {
            guard let object = value.fields else { throw .badField("params") }
            parameters = object
        }
        if let text = try Self.optional("experiment_id", in: json) {
            do { experiment = try ExperimentID(text) } catch { throw .badField("experiment_id") }
        }
        id = try Self.optional("id", in: json)
        station = try Self.optional("station", in: json)
        replyTo = try Self.optional("reply_to", in: json)
        issuer = try Self.optional("issuer", in: json)
        keyID = try Self.optional("key_id", in: json)
        nonce = try Self.optional("nonce", in: json)
        signature = try Self.optional("signature", in: json)
        if try Self.optional("expires", in: json) != nil { expires = try Self.time("expires", in: fields) }
    }

    private static func time(_ name: String, in fields: MessageFields) throws(MalformedMessage) -> Timestamp {
        guard let time = Timestamp(rfc3339: try fields.text(name)) else { throw .badField(name) }
        return time
    }

    private static func optional(_ name: String, in json: JSONValue) throws(MalformedMessage) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.text else { throw .badField(name) }
        return text
    }
}
