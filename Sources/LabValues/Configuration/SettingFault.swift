/// What is wrong with the configuration; nothing was touched.
public enum SettingFault: LabFault, Hashable {
    /// There is no such key; `nearest` may have been meant.
    case unknown(key: String, source: String, nearest: String?)
    /// The value cannot be read, or is out of range; `text` is nil when it is secret.
    case malformed(key: String, source: String, text: String?, expected: String)
    /// A key that must be there is not.
    case missing(key: String, why: String)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .unknown(let key, let source, _): "There is no setting “\(key)” (in \(source))."
        case .malformed(let key, let source, let text?, let expected):
            "The setting \(key) = “\(text)” (in \(source)) is not \(expected)."
        case .malformed(let key, let source, nil, let expected):
            "The setting \(key) (in \(source)) is not \(expected); its value is not shown, as it is secret."
        case .missing(let key, let why): "The setting \(key) is missing: \(why)."
        }
    }

    public var hint: String? {
        switch self {
        case .unknown(_, _, let nearest?): "Did you mean “\(nearest)”?"
        case .unknown(_, _, nil): "Documentation/Reference/Configuration.md lists them all."
        case .malformed, .missing: "See lab-runner config check."
        }
    }
}
