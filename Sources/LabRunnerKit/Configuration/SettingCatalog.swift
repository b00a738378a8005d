import LabControl
import LabPublishing
import LabValues

/// The keys that a runner knows, and how a name leads to one of them.
struct SettingCatalog: Sendable {
    /// All keys, those every runner knows first.
    let keys: [SettingKey]

    /// The keys of the runner, and of the publishers and listeners it was built with.
    init(_ publishers: PublisherCatalog, _ listeners: ListenerCatalog = ListenerCatalog()) {
        var keys = RunnerKeys.all
        let others = publishers.kinds.flatMap { $0.settingKeys } + listeners.kinds.flatMap { $0.settingKeys }
        for key in others where !keys.contains(where: { $0.name == key.name }) {
            keys.append(key)
        }
        self.keys = keys
    }

    /// The key that the full name `name` stands for: one of that name, a pattern that fits, or a table it belongs to.
    func key(named name: String) -> SettingKey? {
        let words = Self.words(name)
        if let key = keys.first(where: { $0.shape != .table && Self.words($0.name).fits(words) }) { return key }
        return table(over: name)
    }

    /// The keys, where those with `*` have the names that stand in `settings` instead.
    func keys(spelledAsIn settings: Settings) -> [SettingKey] {
        keys.flatMap { key -> [SettingKey] in
            let words = Self.words(key.name)
            guard let star = words.firstIndex(of: "*") else { return [key] }
            let names = settings.values.keys.map { Self.words($0) }
                .filter { $0.count == words.count && $0.starts(with: words[..<star]) }
            return Set(names.map { $0[star] }).sorted().map { name in
                SettingKey(
                    key.name.replacing("*", with: name), key.shape, standard: key.standard, key.summary)
            }
        }
    }

    /// Whether settings stand below `name`: `kafka`, `publishers.archive`, `kafka.properties`.
    func isGroup(_ name: String) -> Bool {
        let words = Self.words(name)
        let isBeginning = keys.contains { key in
            let names = Self.words(key.name)
            return names.count > words.count && Array(names.prefix(words.count)).fits(words)
        }
        if isBeginning || keys.contains(where: { $0.shape == .table && $0.name == name }) { return true }
        return table(over: name)?.wordSeparator == "."  // librdkafka's names have dots
    }

    /// The name of the setting that an environment variable stands for; nil when there is none.
    func name(ofVariable variable: String) -> String? {
        for key in keys where key.shape != .table {
            if key.environmentName == variable { return key.name }
            if let name = Self.name(ofVariable: variable, patternedAs: key) { return name }
        }
        return keys.filter { $0.shape == .table }.max { left, right in
            left.prefixLength(in: variable) < right.prefixLength(in: variable)
        }.flatMap { table in
            let length = table.prefixLength(in: variable)
            guard length > 0 else { return nil }
            let words = variable.dropFirst(length).lowercased()
            return "\(table.name).\(words.replacing("_", with: table.wordSeparator))"
        }
    }

    /// Whether a variable begins like those of a group of settings, so that it can only be meant for one.
    func hasGroup(ofVariable variable: String) -> Bool {
        guard let word = Self.words(variable, separator: "_").dropFirst().first else { return false }
        return keys.contains { Self.words($0.environmentName, separator: "_").dropFirst().first == word }
    }

    /// The known name, or beginning of one, that `name` may have been meant for.
    func nearest(to name: String) -> String? {
        let typed = Self.words(name)
        let names = keys.flatMap { key in
            // What stands at `*` is the user's own, and right.
            let words = Self.words(key.name).enumerated().map { place, word in
                word == "*" && place < typed.count ? typed[place] : word
            }
            return [words, Array(words.prefix(typed.count))].map { $0.joined(separator: ".") }
        }
        return names.filter { !$0.contains("*") && $0 != name }.closest(to: name)
    }

    /// The known environment variable that `variable` may have been meant for.
    func nearestVariable(to variable: String) -> String? {
        keys.map(\.name).filter { !$0.contains("*") }.map(SettingKey.environmentName).closest(to: variable)
    }

    private func table(over name: String) -> SettingKey? {
        keys.filter { $0.shape == .table && name.hasPrefix($0.name + ".") && name.count > $0.name.count + 1 }
            .max { $0.name.count < $1.name.count }
    }

    private static func words(_ name: String, separator: Character = ".") -> [String] {
        name.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// `LAB_PUBLISHERS_ARCHIVE_SINK` for `publishers.*.sink`.
    private static func name(ofVariable variable: String, patternedAs key: SettingKey) -> String? {
        let halves = key.name.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2 else { return nil }
        let start = SettingKey.environmentName(of: halves[0])
        let end = SettingKey.environmentName(of: halves[1]).dropFirst("LAB_".count)
        guard variable.hasPrefix(start), variable.hasSuffix(end), variable.count > start.count + end.count else {
            return nil
        }
        return halves[0] + variable.dropFirst(start.count).dropLast(end.count).lowercased() + halves[1]
    }
}

extension [String] {
    /// Whether `words` are these, where `*` here stands for any word.
    fileprivate func fits(_ words: [String]) -> Bool {
        count == words.count && zip(self, words).allSatisfy { $0 == $1 || ($0 == "*" && !$1.isEmpty) }
    }
}

extension SettingKey {
    /// How much of a variable's name says that it belongs to this table; 0 when it does not.
    fileprivate func prefixLength(in variable: String) -> Int {
        let prefix = environmentName + "_"
        return variable.hasPrefix(prefix) && variable.count > prefix.count ? prefix.count : 0
    }
}
