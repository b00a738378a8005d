/// Reads JSON that came from outside: bounded in depth, never crashing, numbers kept exactly.
public struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0
    private let deepest: Int

    /// Reads `bytes` as one JSON value.
    ///
    /// - Parameter deepest: how many arrays and objects may be nested.
    /// - Throws: `MalformedJSON`, which names the place.
    public static func read(_ bytes: some Sequence<UInt8>, deepest: Int = 32) throws(MalformedJSON) -> JSONValue {
        var reader = JSONReader(bytes: Array(bytes), deepest: deepest)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.place == reader.bytes.count else { throw .trailing(at: reader.place) }
        return value
    }

    private init(bytes: [UInt8], deepest: Int) { (self.bytes, self.deepest) = (bytes, deepest) }

    private mutating func value(depth: Int) throws(MalformedJSON) -> JSONValue {
        guard depth <= deepest else { throw .tooDeep(deepest: deepest) }
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw .unfinished
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(MalformedJSON) -> JSONValue {
        place += 1
        var fields: [(String, JSONValue)] = []
        var names: Set<String> = []
        skipBlanks()
        if take("}") { return .object(JSONObject()) }
        while true {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw unexpected }
            let name = try string()
            guard names.insert(name).inserted else { throw .repeatedName(name) }
            skipBlanks()
            guard take(":") else { throw unexpected }
            fields.append((name, try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { return .object(JSONObject(distinct: fields)) }
            guard take(",") else { throw unexpected }
        }
    }

    private mutating func array(depth: Int) throws(MalformedJSON) -> JSONValue {
        place += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if take("]") { return .array([]) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(elements) }
            guard take(",") else { throw unexpected }
        }
    }

    private mutating func string() throws(MalformedJSON) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = peek {
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let valid = String(validating: text, as: UTF8.self) else { throw .notUTF8(at: place) }
                return valid
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw .unexpected(at: place - 1)
            default: text.append(byte)
            }
        }
        throw .unfinished
    }

    private mutating func escape(into text: inout [UInt8]) throws(MalformedJSON) {
        guard let byte = peek else { throw .unfinished }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape()
            text.append(contentsOf: String(Character(scalar)).utf8)
        default: throw .unexpected(at: place - 1)
        }
    }

    private mutating func unicodeEscape() throws(MalformedJSON) -> Unicode.Scalar {
        let high = try fourDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), take("\\"), take("u") else { throw unexpected }
        let low = try fourDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw unexpected }
        return scalar
    }

    private mutating func fourDigits() throws(MalformedJSON) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw unexpected }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }

    private mutating func number() throws(MalformedJSON) -> JSONValue {
        let start = place
        while let byte = peek, "+-.eE0123456789".utf8.contains(byte) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard Self.isNumber(text.utf8) else { throw .unexpected(at: start) }
        if let whole = Int(text) { return .integer(whole) }
        guard let value = Double(text), value.isFinite else { throw .unexpected(at: start) }
        return .number(value)
    }

    /// The number of RFC 8259: sign, digits without leading zero, fraction, exponent.
    private static func isNumber(_ text: String.UTF8View) -> Bool {
        var rest = text[...]
        func digits() -> Int {
            let found = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
            rest = rest.dropFirst(found)
            return found
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || whole > 1 && !startsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(MalformedJSON) -> JSONValue {
        let end = place + text.utf8CodeUnitCount
        let matches = text.withUTF8Buffer { word in end <= bytes.count && bytes[place..<end].elementsEqual(word) }
        guard matches else { throw unexpected }
        place = end
        return value
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }
    private var unexpected: MalformedJSON { place < bytes.count ? .unexpected(at: place) : .unfinished }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }
}

/// Why a text is no JSON that is read here.
public enum MalformedJSON: Error, Hashable, Sendable {
    case unfinished
    case unexpected(at: Int)
    case trailing(at: Int)
    case notUTF8(at: Int)
    case repeatedName(String)
    case tooDeep(deepest: Int)
}

extension MalformedJSON: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unfinished: "The JSON text ends too early."
        case .unexpected(let place): "The JSON text has an unexpected character at byte \(place)."
        case .trailing(let place): "The JSON value is followed by something else at byte \(place)."
        case .notUTF8(let place): "The JSON text is not UTF-8 before byte \(place)."
        case .repeatedName(let name): "The JSON object has two fields called “\(name)”."
        case .tooDeep(let deepest): "The JSON text is nested deeper than \(deepest) levels."
        }
    }
}
