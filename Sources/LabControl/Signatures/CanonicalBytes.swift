public import LabValues

/// The bytes of a command that a signature covers: every field, in one form only.
///
/// - Shape: `Documentation/Reference/SignedCommands.md`, byte by byte, with test vectors.
public struct CanonicalBytes: Sendable, Hashable {
    /// The bytes themselves.
    public private(set) var bytes: [UInt8] = Array("labrunner-command-v1\n".utf8)

    /// The bytes of `command`, its signature left out.
    public init(_ command: Command) {
        var fields = JSONObject([
            ("type", "command"), ("command", .string(command.name)),
            ("timestamp", .string(command.timestamp.description)), ("params", .object(command.parameters)),
        ])
        fields["id"] = command.id.map { .string($0) }
        fields["experiment_id"] = command.experiment.map { .string($0.text) }
        fields["station"] = command.station.map { .string($0) }
        fields["reply_to"] = command.replyTo.map { .string($0) }
        fields["issuer"] = command.issuer.map { .string($0) }
        fields["key_id"] = command.keyID.map { .string($0) }
        fields["nonce"] = command.nonce.map { .string($0) }
        fields["expires"] = command.expires.map { .string($0.description) }
        append(.object(fields))
    }

    /// The bytes of a value alone, without the line in front.
    init(of value: JSONValue) {
        bytes = []
        append(value)
    }

    private mutating func append(_ value: JSONValue) {
        switch value {
        case .null: append("n")
        case .bool(let value): append(value ? "t" : "f")
        case .integer(let value): append("i\(value);")
        case .number(let value): append(value)
        case .string(let text): append(text: text)
        case .array(let elements):
            append("a\(elements.count):")
            for element in elements { append(element) }
        case .object(let object): append(object)
        }
    }

    /// Fields in the order of the bytes of their names.
    private mutating func append(_ object: JSONObject) {
        append("o\(object.fields.count):")
        for field in object.fields.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            append(text: field.name)
            append(field.value)
        }
    }

    /// 1.0 and 1 are one number: some writers of JSON know no difference. Below 2⁵³ a double holds every whole one.
    private mutating func append(_ number: Double) {
        if number.rounded(.towardZero) == number, number.magnitude < 9_007_199_254_740_992 {
            append("i\(Int(number));")
        } else {
            append("d" + hexadecimal(number.bitPattern, digits: 16) + ";")
        }
    }

    private mutating func append(text: String) {
        append("s\(text.utf8.count):")
        append(text)
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
