/// A parameter of a program, for lists and help.
public struct ParameterDescription: Sendable, Hashable {
    /// Its name in `--set`: the property's.
    public let name: String
    /// What it is, in a few words.
    public let label: String
    /// What more there is to know; may be empty.
    public let help: String
    /// The kind of value: `electric potential`, `list of scan rate`.
    public let kind: String
    /// The default as a user would write it; `none` where it follows from the others.
    public let defaultText: String
    /// What is allowed: `-2 V … 2 V`; nil when everything is.
    public let rangeText: String?
    /// A value as a user would write it.
    public let example: String
}
