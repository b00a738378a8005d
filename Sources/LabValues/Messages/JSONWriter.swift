/// Writes JSON as UTF-8 bytes, one field after the other, without an intermediate tree.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty writer with room for `capacity` bytes.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// Writes `{`, the fields of `body`, and `}`.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        open("{")
        body(&self)
        close("}")
    }

    /// Writes `[`, the elements of `body`, and `]`.
    public mutating func array(_ body: (inout JSONWriter) -> Void) {
        open("[")
        body(&self)
        close("]")
    }

    /// Writes a field name; exactly one value follows.
    public mutating func key(_ name: StaticString) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a field name that is only known now.
    public mutating func key(text name: String) {
        comma()
        quoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a text.
    public mutating func string(_ text: String) {
        comma()
        quoted(text)
        needsComma = true
    }

    /// Writes a time as text.
    mutating func string(_ time: Timestamp) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: time.text)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a number in its shortest exact form; nil, NaN and infinities are null.
    public mutating func number(_ value: Double?) {
        comma()
        needsComma = true
        bytes.append(contentsOf: (Self.text(of: value) ?? "null").utf8)
    }

    /// A number in its shortest exact form; nil where JSON says null. Tables use it too, so that they agree.
    package static func text(of value: Double?) -> String? {
        guard let value, value.isFinite else { return nil }
        return value.description
    }

    /// Writes a whole number.
    public mutating func integer(_ value: Int) {
        comma()
        needsComma = true
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes true or false.
    public mutating func bool(_ value: Bool) {
        comma()
        needsComma = true
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes null.
    public mutating func null() {
        comma()
        needsComma = true
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes a whole value.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let value): number(value)
        case .string(let text): string(text)
        case .array(let elements): array { writer in for element in elements { writer.value(element) } }
        case .object(let object): self.object { writer in writer.fields(object) }
        }
    }

    /// Writes the fields of an object that is open already.
    public mutating func fields(_ object: JSONObject) {
        for field in object.fields {
            key(text: field.name)
            value(field.value)
        }
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        comma()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { characters in
            if characters.contains(where: Self.needsEscape) {
                for byte in characters { append(escaping: byte) }
            } else {
                bytes.append(contentsOf: characters)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func append(escaping byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
        case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
        case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
        case 0..<0x20: bytes.append(contentsOf: (#"\u"# + hexadecimal(UInt64(byte), digits: 4)).utf8)
        default: bytes.append(byte)
        }
    }
}

extension JSONValue {
    /// This value as JSON text on one line.
    public var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
