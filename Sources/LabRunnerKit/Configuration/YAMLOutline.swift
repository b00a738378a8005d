import LabValues
import Yams

/// Which settings stand in a configuration file, and on which line; their values are read elsewhere.
///
/// Bounded before it is believed: no anchors or aliases, no more than 32 levels and 4000 names and values.
struct YAMLOutline {
    /// Deepest nesting, the top level being the first.
    static let deepest = 32
    /// Most names and values; what reads them afterwards takes time by the square of their number.
    static let most = 4000

    private(set) var settings: [WrittenSetting] = []
    private(set) var faults: [SettingFault] = []

    private let file: ConfigurationFile
    private let catalog: SettingCatalog

    /// Lists the settings of a file; an empty file has none.
    ///
    /// - Throws: `SettingFault.file` when it is no YAML, or beyond the bounds; never repeats what stands in it.
    init(_ file: ConfigurationFile, _ catalog: SettingCatalog) throws(SettingFault) {
        (self.file, self.catalog) = (file, catalog)
        guard !Self.mayHoldAliases(file.text) else { throw Self.aliases(file, line: nil) }
        guard let mapping = try Self.mapping(of: file) else { return }
        list(mapping, below: "")
    }

    /// The settings at the top level, once the bounds are known to hold; nil for an empty file.
    private static func mapping(of file: ConfigurationFile) throws(SettingFault) -> Node.Mapping? {
        do {
            let parser = try Parser(yaml: file.text, encoding: .utf8)
            defer { withExtendedLifetime(parser) {} }  // the parser keeps the anchors, nodes only point to them
            guard let root = try parser.singleRoot() else { return nil }
            var count = 0
            try check(root, level: 1, in: file, &count)
            if root.isNull { return nil }
            guard let mapping = root.mapping else {
                throw SettingFault.file(
                    path: file.path, line: root.mark?.line, why: "holds no settings by name (NAME: VALUE)")
            }
            return mapping
        } catch {
            throw error as? SettingFault ?? fault(error, in: file)
        }
    }

    /// What the parser says is a phrase of its own; the text it read, a secret perhaps, stays out.
    private static func fault(_ error: any Error, in file: ConfigurationFile) -> SettingFault {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if problem.hasPrefix("Maximum nesting level") { return nesting(file, line: mark.line) }
            let words = (context.map { [$0.text] } ?? []) + [problem]
            return .file(path: file.path, line: mark.line, why: unreadable + ": " + words.joined(separator: ", "))
        case .reader(let problem, _, _, _): return .file(path: file.path, line: nil, why: "\(unreadable): \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            return .repeated(key: names.first ?? "", source: "\(file.path):\(context.mark.line)")
        default: return .file(path: file.path, line: nil, why: unreadable)
        }
    }

    private static let unreadable = "is no YAML that can be read"

    private static func nesting(_ file: ConfigurationFile, line: Int?) -> SettingFault {
        .file(path: file.path, line: line, why: "is nested deeper than \(deepest) levels")
    }

    private static func aliases(_ file: ConfigurationFile, line: Int?) -> SettingFault {
        .file(path: file.path, line: line, why: "uses anchors (&name) or aliases (*name), which are refused")
    }

    /// Whether the text may hold both an anchor and an alias: the parser compares keys while it reads, and would
    /// compare a nest of aliases for ever. What is meant as text after `,` or `-` is then to be quoted.
    private static func mayHoldAliases(_ text: String) -> Bool {
        var holdsAnchor = false, holdsAlias = false
        var before = UInt8(ascii: "\n"), last = UInt8(ascii: "\n")
        for byte in text.utf8 {
            let isNamed = byte > UInt8(ascii: " ")
            if last == UInt8(ascii: "&"), isNamed { holdsAnchor = true }
            let mayBegin = "\n[{,:-?".utf8.contains(before) || before >= 0x80  // some line breaks are not ASCII
            if last == UInt8(ascii: "*"), isNamed, mayBegin { holdsAlias = true }
            if last == UInt8(ascii: "\n") || last > UInt8(ascii: " ") { before = last }
            last = byte == UInt8(ascii: "\r") ? UInt8(ascii: "\n") : byte
        }
        return holdsAnchor && holdsAlias
    }

    private static func check(
        _ node: Node, level: Int, in file: ConfigurationFile, _ count: inout Int
    ) throws(SettingFault) {
        count += 1
        guard count <= most else {
            throw .file(path: file.path, line: node.mark?.line, why: "holds more than \(most) names and values")
        }
        guard node.anchor == nil else { throw aliases(file, line: node.mark?.line) }
        guard !node.isCollection || level <= deepest else {
            throw nesting(file, line: node.mark?.line)
        }
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                try check(key, level: level + 1, in: file, &count)
                try check(value, level: level + 1, in: file, &count)
            }
        case .sequence(let sequence):
            for element in sequence { try check(element, level: level + 1, in: file, &count) }
        case .scalar: break
        case .alias: throw aliases(file, line: node.mark?.line)
        }
    }

    private mutating func list(_ mapping: Node.Mapping, below group: String) {
        for (key, value) in mapping {
            let source = "\(file.path):\(key.mark?.line ?? 1)"
            guard let word = key.scalar?.string, !key.isNull else {
                faults.append(.wrongKind(key: group, source: source, expected: "a group of settings by name"))
                continue
            }
            add(value, named: group.isEmpty ? word : "\(group).\(word)", source)
        }
    }

    /// Goes no deeper than names are known: what stands below an unknown one, or in place of a value, may be secret.
    private mutating func add(_ node: Node, named name: String, _ source: String) {
        let key = catalog.key(named: name), isGroup = catalog.isGroup(name)
        if isGroup, node.isNull { return }  // a group whose settings are all commented out
        if isGroup, let mapping = node.mapping { return list(mapping, below: name) }
        guard let key else {
            faults.append(
                isGroup
                    ? .wrongKind(key: name, source: source, expected: "a group of settings")
                    : .unknown(key: name, source: source, nearest: catalog.nearest(to: name)))
            return
        }
        let isList = node.isListOfTexts && [.list, .files].contains(key.shape)
        guard isList || (node.scalar != nil && !node.isNull) else {
            faults.append(.wrongKind(key: name, source: source, expected: key.shape.expectation))
            return
        }
        guard !settings.contains(where: { $0.name == name }) else {
            faults.append(.repeated(key: name, source: source))  // once by groups, once with dots
            return
        }
        settings.append(WrittenSetting(name: name, source: source, isList: isList))
    }
}

extension Node {
    fileprivate var isNull: Bool { scalar != nil && tag == Tag(.null) }

    fileprivate var isCollection: Bool { scalar == nil }

    /// Texts without commas, which separate those of one line.
    fileprivate var isListOfTexts: Bool {
        guard let sequence else { return false }
        return sequence.allSatisfy { node in
            guard let text = node.scalar?.string, !node.isNull else { return false }
            return !text.isEmpty && !text.contains(",")
        }
    }
}
