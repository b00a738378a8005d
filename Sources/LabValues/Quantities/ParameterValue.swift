/// A value a user can write on a command line or in a file, and read back exactly.
public protocol ParameterValue: Sendable, Equatable {
    /// What kind of value it is, without an article: `"electric potential"`.
    static var kind: String { get }

    /// A value as a user would write it: `"0.5 V"`.
    static var example: String { get }

    /// Reads what a user wrote.
    ///
    /// - Throws: ``MalformedValue``, which says what is wrong and the way out.
    init(userText: String) throws(MalformedValue)

    /// The text that ``init(userText:)`` reads back to the identical value.
    var userText: String { get }
}
