extension Bool: ParameterValue {
    /// A yes or a no.
    public static var kind: String { "yes or no" }

    /// An answer as a user would write it.
    public static var example: String { "yes" }

    /// Reads `yes`, `no`, `true` or `false`, in capitals or not.
    ///
    /// - Throws: ``MalformedValue/notYesOrNo(text:)``.
    public init(userText: String) throws(MalformedValue) {
        switch userText.trimmingBlanks.lowercased() {
        case "yes", "true": self = true
        case "no", "false": self = false
        default: throw .notYesOrNo(text: userText)
        }
    }

    /// `yes` or `no`.
    public var userText: String { self ? "yes" : "no" }
}
