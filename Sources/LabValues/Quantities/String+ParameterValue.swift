extension String: ParameterValue {
    /// Any text.
    public static var kind: String { "text" }

    /// A text as a user would write it.
    public static var example: String { "ferrocene" }

    /// The text as it stands.
    public init(userText: String) { self = userText }

    /// The text as it stands.
    public var userText: String { self }
}
