import FoundationEssentials
import LabValues

/// What the user says about an experiment: `sample`, `operator`, `electrode_area`, …
struct Metadata: Sendable {
    /// The remarks by key; quantities as text with their unit.
    private(set) var facts = JSONObject()

    /// Largest file that is read.
    private static let largestFile = 1 << 20

    /// - Parameters:
    ///   - pairs: `KEY=VALUE`.
    ///   - file: a JSON object; what stands in `pairs` goes before it.
    ///   - settings: the configuration; what stands in `file` goes before it.
    /// - Throws: `CommandFault` that names key and source, or the remarks that are required and not made.
    init(pairs: [String], file: String?, settings: Settings = Settings()) throws(CommandFault) {
        let required = settings.list(RunnerKeys.requiredMetadata) ?? []
        for (name, value) in settings.entries(of: RunnerKeys.metadata) where name != "required" {
            try set(name, value.text, source: value.source)
        }
        if let file {
            for field in try Self.read(file).fields {
                guard let text = field.value.plainText else {
                    throw CommandFault("\(file): “\(field.name)” is neither a text nor a number.")
                }
                try set(field.name, text, source: file)
            }
        }
        var seen: Set<String> = []
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw CommandFault("--meta \(pair) does not read KEY=VALUE.", hint: "For example --meta sample=A7.")
            }
            guard seen.insert(parts[0]).inserted else { throw CommandFault("--meta \(parts[0]) is given twice.") }
            try set(parts[0], parts[1], source: "--meta")
        }
        try require(required)
    }

    private func require(_ names: [String]) throws(CommandFault) {
        let missing = names.filter { (facts[$0]?.text ?? "").isEmpty }
        guard let first = missing.first else { return }
        throw CommandFault(
            "Required metadata is missing: \(missing.joined(separator: ", ")) (metadata.required).",
            hint: "Say it: --meta \(first)=…")
    }

    private mutating func set(_ key: String, _ text: String, source: String) throws(CommandFault) {
        do {
            facts[key] = .string(try Self.checked(key, text))
        } catch {
            throw CommandFault("\(source) \(key): \(error).")
        }
    }

    /// Keys with a type are read and printed anew; the others are free text.
    private static func checked(_ key: String, _ text: String) throws(MalformedValue) -> String {
        switch key {
        case "electrode_area": try Area(userText: text).userText
        case "active_mass": try Mass(userText: text).userText
        case "temperature": try Temperature(userText: text).userText
        case "uncompensated_resistance": try Resistance(userText: text).userText
        default: text
        }
    }

    private static func read(_ path: String) throws(CommandFault) -> JSONObject {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFault("The metadata file \(path) cannot be read.", hint: "Does it exist, and may you read it?")
        }
        guard data.count <= largestFile else { throw CommandFault("The metadata file \(path) is larger than 1 MiB.") }
        do {
            guard let object = try JSONReader.read(data).fields else {
                throw CommandFault("The metadata file \(path) holds no JSON object.", hint: #"Write {"sample": "A7"}."#)
            }
            return object
        } catch let fault as CommandFault {
            throw fault
        } catch {
            throw CommandFault(
                "The metadata file \(path) cannot be read: \(error)",
                hint: #"It is JSON, for example {"sample": "A7"}."#)
        }
    }
}

extension JSONValue {
    /// The value as a user would type it; nil for arrays, objects and null.
    fileprivate var plainText: String? {
        switch self {
        case .string(let text): text
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .bool(let value): value ? "yes" : "no"
        case .null, .array, .object: nil
        }
    }
}
