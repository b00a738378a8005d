/// A JSON value: what an event carries beside its fixed fields.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Fields in the order they were given.
    case object(JSONObject)

    /// The text, when this is one.
    public var text: String? { if case .string(let text) = self { text } else { nil } }
    /// The number, when this is one.
    public var double: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
    /// The whole number, when this is one.
    public var int: Int? { if case .integer(let value) = self { value } else { nil } }
    /// The truth value, when this is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The elements, when this is an array.
    public var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    /// The fields, when this is an object.
    public var fields: JSONObject? { if case .object(let fields) = self { fields } else { nil } }

    /// The field called `name`, when this is an object that has one.
    public subscript(name: String) -> JSONValue? { fields?[name] }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral fields: (String, JSONValue)...) { self = .object(JSONObject(fields)) }
    public init(nilLiteral: ()) { self = .null }

    /// A text or null.
    public static func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    /// A number or null; NaN and infinities are null, as JSON has no word for them.
    public static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    /// A time span as seconds.
    public static func seconds(_ span: Duration) -> JSONValue { .number(span.inSeconds) }
}

/// The fields of a JSON object, in order.
public struct JSONObject: Sendable, Hashable {
    /// Name and value of each field; a name occurs once.
    public private(set) var fields: [(name: String, value: JSONValue)] = []

    /// The given fields; of two with one name the later wins.
    public init(_ fields: [(String, JSONValue)] = []) {
        for (name, value) in fields { self[name] = value }
    }

    /// Fields whose names are known to differ.
    init(distinct fields: [(String, JSONValue)]) { self.fields = fields.map { (name: $0.0, value: $0.1) } }

    /// The field called `name`; setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { fields.first { $0.name == name }?.value }
        set {
            let place = fields.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): fields[place].value = value
            case (let place?, nil): fields.remove(at: place)
            case (nil, let value?): fields.append((name, value))
            case (nil, nil): break
            }
        }
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        for field in fields {
            hasher.combine(field.name)
            hasher.combine(field.value)
        }
    }
}
