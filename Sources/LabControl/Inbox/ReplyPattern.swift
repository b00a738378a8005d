/// A place where replies may go: a name in which `*` stands for any characters.
public struct ReplyPattern: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The pattern as it was written.
    public let text: String
    private let parts: [[UInt8]]

    /// What holds when `commands.replyTo` says nothing: the topic of replies, and names below it.
    public static let standard: [ReplyPattern] = ["echem_replies", "echem_replies.*", "echem_replies/*"]

    /// A pattern.
    public init(_ text: String) {
        self.text = text
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    public init(stringLiteral text: String) { self.init(text) }

    /// Whether `name` is such a place. Takes time in proportion to the name, whatever it is.
    public func matches(_ name: String) -> Bool {
        var rest = Array(name.utf8)[...]
        guard let first = parts.first, let last = parts.last, rest.starts(with: first) else { return false }
        if parts.count == 1 { return rest.count == first.count }
        rest = rest.dropFirst(first.count)
        guard rest.count >= last.count, rest.suffix(last.count).elementsEqual(last) else { return false }
        rest = rest.dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let place = rest.firstRange(of: part) else { return false }
            rest = rest[place.upperBound...]
        }
        return true
    }
}
