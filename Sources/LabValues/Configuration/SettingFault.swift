/// What is wrong with the configuration; nothing was touched.
public enum SettingFault: LabFault, Hashable {
    /// There is no such key; `nearest` may have been meant. What stands there is not repeated: it may be secret.
    case unknown(key: String, source: String, nearest: String?)
    /// The value cannot be read, or is out of range; `text` is nil when it is secret.
    case malformed(key: String, source: String, text: String?, expected: String)
    /// Something of another kind stands there: a list, a group of keys, nothing at all.
    case wrongKind(key: String, source: String, expected: String)
    /// A key stands there twice.
    case repeated(key: String, source: String)
    /// A key that must be there is not.
    case missing(key: String, why: String)
    /// A secret stands in a configuration file that others may read.
    case exposed(key: String, source: String)
    /// A file with a secret cannot be used.
    case secretFile(key: String, source: String, fault: SecretFileFault)
    /// The configuration file itself cannot be used; `why` reads on from “The configuration file …”.
    case file(path: String, line: Int?, why: String)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .unknown(let key, let source, _): "There is no setting “\(key.shownBriefly)” (\(source))."
        case .malformed(let key, let source, let text?, let expected):
            "The setting \(key.shownBriefly) = “\(text.shownBriefly)” (\(source)) is not \(expected)."
        case .malformed(let key, let source, nil, let expected):
            "The setting \(key.shownBriefly) (\(source)) is not \(expected); its value is not shown, as it is secret."
        case .wrongKind(let key, let source, let expected):
            "The setting \(key.shownBriefly) (\(source)) is not \(expected)."
        case .repeated(let key, let source): "The setting \(key.shownBriefly) stands there twice (\(source))."
        case .missing(let key, let why): "The setting \(key.shownBriefly) is missing: \(why)."
        case .exposed(let key, let source):
            "The setting \(key.shownBriefly) (\(source)) is secret, and others may read that file."
        case .secretFile(let key, let source, let fault):
            "The setting \(key.shownBriefly) (\(source)) names a file that \(fault)."
        case .file(let path, let line, let why):
            "The configuration file \(path.shownBriefly) \(why)\(line.map { " (line \($0))" } ?? "")."
        }
    }

    public var hint: String? {
        switch self {
        case .unknown(_, _, let nearest?): "Did you mean “\(nearest)”?"
        case .unknown(_, _, nil): "Documentation/Reference/Configuration.md lists them all."
        case .exposed: "Close the file to others: chmod 600 FILE; or name a file of its own that holds the secret."
        case .secretFile(_, _, .openToOthers): "Close it to others: chmod 600 FILE."
        case .malformed, .wrongKind, .repeated, .missing, .secretFile, .file: nil
        }
    }
}
