/// What the configuration says, key by key, with where each value comes from.
///
/// A getter returns nil when a key is absent, and throws when what stands there cannot be read; it never falls back.
public struct Settings: Sendable, Hashable {
    /// What a key is set to.
    public struct Value: Sendable, Hashable {
        /// The value as it was written.
        public let text: String
        /// Where it was written: `lab.yaml`, `the environment`, `--listen`.
        public let source: String

        /// A value and where it was found.
        public init(_ text: String, from source: String) { (self.text, self.source) = (text, source) }
    }

    /// The values, by the name of their key; those of a table by their full name.
    public private(set) var values: [String: Value]

    /// Settings that say `values`.
    public init(_ values: [String: Value] = [:]) { self.values = values }

    /// What `key` is set to; nil when it is absent.
    public subscript(_ key: SettingKey) -> Value? {
        get { values[key.name] }
        set { values[key.name] = newValue }
    }

    /// The entries of a table, by the rest of their name, in alphabetical order.
    public func entries(of table: SettingKey) -> [(name: String, value: Value)] {
        let prefix = table.name + "."
        return values.filter { $0.key.hasPrefix(prefix) }
            .map { (name: String($0.key.dropFirst(prefix.count)), value: $0.value) }
            .sorted { $0.name < $1.name }
    }

    /// A text, a path or a choice.
    ///
    /// - Throws: `SettingFault.malformed` when a choice is none of those there are.
    public func text(_ key: SettingKey) throws(SettingFault) -> String? {
        guard let value = self[key] else { return nil }
        if case .choice(let choices) = key.shape, !choices.contains(value.text) {
            throw malformed(key, value, "one of " + choices.joined(separator: ", "))
        }
        return value.text
    }

    /// A whole number within the key's range.
    public func integer(_ key: SettingKey) throws(SettingFault) -> Int? {
        guard let value = self[key], case .integer(let range) = key.shape else { return nil }
        guard let number = Int(value.text), range.contains(number) else {
            throw malformed(key, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `true` or `false`.
    public func flag(_ key: SettingKey) throws(SettingFault) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let flag = Bool(value.text) else { throw malformed(key, value, "true or false") }
        return flag
    }

    /// A size in bytes.
    public func bytes(_ key: SettingKey) throws(SettingFault) -> Int? {
        guard let value = self[key], case .bytes(let range) = key.shape else { return nil }
        guard let size = ByteSize(value.text)?.bytes, range.contains(size) else {
            throw malformed(
                key, value, "a size from \(ByteSize(range.lowerBound)) to \(ByteSize(range.upperBound)), such as 64MiB")
        }
        return size
    }

    /// A time.
    public func duration(_ key: SettingKey) throws(SettingFault) -> Duration? {
        guard let value = self[key], case .duration(let range) = key.shape else { return nil }
        guard let time = try? Duration(userText: value.text), range.contains(time) else {
            throw malformed(
                key, value,
                "a time from \(range.lowerBound.compactText) to \(range.upperBound.compactText), such as 30s or 24h")
        }
        return time
    }

    /// Texts.
    public func list(_ key: SettingKey) -> [String]? {
        self[key]?.text.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init).filter { !$0.isEmpty }
    }

    private func malformed(_ key: SettingKey, _ value: Value, _ expected: String) -> SettingFault {
        .malformed(
            key: key.name, source: value.source, text: key.isSecret ? nil : value.text, expected: expected)
    }
}
