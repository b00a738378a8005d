/// What the configuration says, key by key, with where each value comes from.
///
/// A getter returns nil when a key is absent, and throws when what stands there cannot be read; it never falls back.
public struct Settings: Sendable, Hashable {
    /// What a key is set to.
    public struct Value: Sendable, Hashable {
        /// The value as it was written; a path as it is found from the working directory.
        public let text: String
        /// Where it was written: `lab.yaml:12`, `LAB_STATION`, `--listen`, `default`.
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

    /// What stands under a full name, that of a table's entry for instance; nil when nothing does.
    public subscript(named name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The entries of a table, by the rest of their name, in alphabetical order.
    public func entries(of table: SettingKey) -> [(name: String, value: Value)] {
        let prefix = table.name + "."
        return values.filter { $0.key.hasPrefix(prefix) }
            .map { (name: String($0.key.dropFirst(prefix.count)), value: $0.value) }
            .sorted { $0.name < $1.name }
    }

    /// The same, and where a key is absent its standard value, from `default`.
    public func filled(with keys: [SettingKey]) -> Settings {
        var filled = self
        for key in keys where filled[key] == nil {
            filled[key] = key.standard.map { Value($0, from: "default") }
        }
        return filled
    }

    /// A text, a path or a choice.
    ///
    /// - Throws: `SettingFault.malformed` when it is empty, or a choice none of those there are.
    public func text(_ key: SettingKey) throws(SettingFault) -> String? { try checked(key) }

    /// A whole number within the key's range.
    public func integer(_ key: SettingKey) throws(SettingFault) -> Int? { try checked(key).flatMap { Int($0) } }

    /// `true` or `false`.
    public func flag(_ key: SettingKey) throws(SettingFault) -> Bool? { try checked(key).flatMap { Bool($0) } }

    /// A size in bytes.
    public func bytes(_ key: SettingKey) throws(SettingFault) -> Int? {
        try checked(key).flatMap { ByteSize($0)?.bytes }
    }

    /// A time.
    public func duration(_ key: SettingKey) throws(SettingFault) -> Duration? {
        try checked(key).flatMap { try? Duration(userText: $0) }  // checked is what can be read
    }

    /// Texts.
    public func list(_ key: SettingKey) -> [String]? { (self[key]?.text).map(Self.texts) }

    /// The texts between the commas of one.
    package static func texts(in text: String) -> [String] {
        text.split(separator: ",").map { String(String($0).trimmingBlanks) }.filter { !$0.isEmpty }
    }

    /// A secret that stands under `key`, or in the file that `file` names; nil when neither is set. Blocks for that file.
    ///
    /// - Throws: `SettingFault`, which does not repeat it.
    public func secret(_ key: SettingKey, orIn file: SettingKey) throws(SettingFault) -> String? {
        if let text = try text(key) { return text }
        guard let path = try text(file), let source = self[file]?.source else { return nil }
        do throws(SecretFileFault) { return try SecretFile(path).text() } catch {
            throw .secretFile(key: file.name, source: source, fault: error)
        }
    }

    /// What is wrong with the value under `name`, a full name that `key` stands for; nil when nothing is.
    public func fault(of key: SettingKey, named name: String) -> SettingFault? {
        guard let value = values[name], !key.shape.accepts(value.text) else { return nil }
        let isHidden = key.hides(name)
        if value.text.isEmpty { return .wrongKind(key: name, source: value.source, expected: key.shape.expectation) }
        return .malformed(
            key: name, source: value.source, text: isHidden ? nil : value.text, expected: key.shape.expectation)
    }

    private func checked(_ key: SettingKey) throws(SettingFault) -> String? {
        if let fault = fault(of: key, named: key.name) { throw fault }
        return self[key]?.text
    }
}
