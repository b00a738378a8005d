import Crypto
import LabValues

/// How one line of an audit leads to the next. Pure.
///
/// - Shape: a line is a JSON object whose last field is `hash`: the SHA-256, in hexadecimal, of the bytes of the line
///   before `,"hash":`. Its field `previous` is the hash of the line before; that of the first line binds the file to
///   its station and experiment.
struct AuditChain: Sendable {
    /// The hash of the last line.
    private(set) var head: String
    /// How many lines there are.
    private(set) var count: Int

    private static let mark = Array(#","hash":""#.utf8)
    /// `,"hash":"`, 64 digits, `"}`.
    private static let tailLength = mark.count + 64 + 2

    /// The chain of an empty file.
    init(experiment: String, station: String) {
        head = Self.origin(experiment: experiment, station: station)
        count = 0
    }

    /// The chain after line number `count`, whose hash is `head`.
    init(after count: Int, head: String) { (self.count, self.head) = (count, head) }

    /// What the first line names as its predecessor.
    static func origin(experiment: String, station: String) -> String {
        let parts: JSONValue = ["labrunner-audit-v1", .string(station), .string(experiment)]
        return hash(CanonicalBytes(of: parts).bytes)
    }

    /// The next line, with its line feed.
    mutating func append(_ kind: String, _ facts: JSONObject, at time: Timestamp) -> [UInt8] {
        count += 1
        let line = JSONValue.object([
            "n": .integer(count), "timestamp": .string(time.description), "kind": .string(kind),
            "facts": .object(facts), "previous": .string(head),
        ])
        let body = line.encoded.dropLast()  // the closing brace
        head = Self.hash(body)
        return body + Self.mark + head.utf8 + Array("\"}\n".utf8)
    }

    /// What is wrong with a line that should come next; nil when nothing is, and the chain has moved on.
    mutating func accept(_ line: [UInt8]) -> AuditFlaw? {
        guard let (body, stated) = Self.parts(of: line) else { return .unreadable }
        guard Self.hash(body) == stated else { return .edited }
        guard let json = try? JSONReader.read(line), let number = json["n"]?.int else { return .unreadable }
        guard json["previous"]?.text == head, number == count + 1 else { return .outOfPlace }
        (count, head) = (number, stated)
        return nil
    }

    /// The hash a line says it has; nil where it says none.
    static func statedHash(of line: [UInt8]) -> String? { parts(of: line)?.stated }

    private static func parts(of line: [UInt8]) -> (body: ArraySlice<UInt8>, stated: String)? {
        guard line.count > tailLength, line.last == UInt8(ascii: "}") else { return nil }
        let tail = line.suffix(tailLength)
        guard tail.starts(with: mark) else { return nil }
        let digits = tail.dropFirst(mark.count).prefix(64)
        guard Hexadecimal.bytes(digits) != nil else { return nil }
        return (line.dropLast(tailLength), String(decoding: digits, as: UTF8.self))
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> String {
        Hexadecimal.text(SHA256.hash(data: Array(bytes)))
    }
}

/// What is wrong with a line of an audit.
public enum AuditFlaw: String, Sendable, Hashable {
    /// Its bytes do not have the hash that stands at its end.
    case edited
    /// It does not follow the line before it: something was taken out, put in or moved.
    case outOfPlace = "out_of_place"
    /// It is no line of an audit.
    case unreadable
}
