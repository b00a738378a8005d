internal import LabValues

/// How a parameter's values are read, printed and bounded.
struct ParameterForm<Value: Sendable>: Sendable {
    let kind: String
    let example: String
    let rangeText: String?
    let print: @Sendable (Value) -> String
    /// Reads what a user wrote.
    let read: @Sendable (String) throws(MalformedValue) -> Value
    /// The part of a value that is out of range, as a user would write it; nil when none is.
    let outlier: @Sendable (Value) -> String?
}

extension ParameterForm where Value: ParameterValue {
    static func single(_ bounds: ParameterBounds<Value>) -> Self {
        Self(
            kind: Value.kind, example: Value.example, rangeText: bounds.text, print: { $0.userText },
            read: { text throws(MalformedValue) in try Value(userText: text) },
            outlier: { bounds.contains($0) ? nil : $0.userText })
    }
}

extension ParameterForm {
    static func list<E: ParameterValue>(_ bounds: ParameterBounds<E>) -> Self where Value == [E] {
        Self(
            kind: "list of " + E.kind, example: E.example + ", " + E.example, rangeText: bounds.text,
            print: { $0.map(\.userText).joined(separator: ", ") },
            read: { text throws(MalformedValue) in try E.list(text) },
            outlier: { $0.first { !bounds.contains($0) }?.userText })
    }

    static func optional<E: ParameterValue>(_ bounds: ParameterBounds<E>) -> Self where Value == E? {
        Self(
            kind: E.kind, example: E.example, rangeText: bounds.text, print: { $0?.userText ?? "none" },
            read: { text throws(MalformedValue) in
                text.trimmed.lowercased() == "none" ? nil : try E(userText: text)
            },
            outlier: { value in value.flatMap { bounds.contains($0) ? nil : $0.userText } })
    }
}

extension ParameterValue {
    /// Reads `20,50,100 mV/s`: the unit of the last is that of all before it that have none.
    fileprivate static func list(_ text: String) throws(MalformedValue) -> [Self] {
        let pieces = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
        let unit = pieces.last.map { $0.withoutLeadingNumber } ?? ""
        var values: [Self] = []
        for piece in pieces {
            do throws(MalformedValue) {
                values.append(try Self(userText: piece))
            } catch {
                guard case .missingUnit = error, !unit.isEmpty else { throw error }
                values.append(try Self(userText: piece + unit))
            }
        }
        return values
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// What stands behind the longest number at the beginning.
    fileprivate var withoutLeadingNumber: String {
        let plain = Array(self).map { $0 == "\u{2212}" ? "-" : $0 }
        for length in stride(from: plain.count, to: 0, by: -1) where Double(String(plain.prefix(length))) != nil {
            return String(dropFirst(length))
        }
        return ""
    }
}
