#if Kafka
/// The name of a Kafka topic.
///
/// - Shape: 1 to 249 of `A–Z a–z 0–9 . _ -`, but neither `.` nor `..`.
/// - Source: `org.apache.kafka.common.internals.Topic`.
public struct TopicName: Sendable, Hashable, CustomStringConvertible {
    /// The longest name, in characters.
    public static let longest = 249

    /// The name itself.
    public let text: String

    public var description: String { text }

    /// Takes a name; nil when it cannot be one.
    public init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), text != ".", text != "..",
            text.utf8.allSatisfy(Self.isLegal)
        else { return nil }
        self.text = text
    }

    /// The topic of one kind of event below this one: `echem_events.step_completed`.
    ///
    /// What a topic may not hold becomes `_`, and what is too long is cut.
    func topic(of event: String) -> TopicName {
        let legal = event.utf8.map { Self.isLegal($0) ? $0 : UInt8(ascii: "_") }
        return TopicName(
            unchecked: String(decoding: (Array("\(text).".utf8) + legal).prefix(Self.longest), as: UTF8.self))
    }

    init(unchecked text: String) { self.text = text }

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
#endif
