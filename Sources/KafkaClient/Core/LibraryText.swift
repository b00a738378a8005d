#if Kafka
import Logging

/// What librdkafka says, made fit for other eyes.
enum LibraryText {
    /// Without the guess about `security.protocol` (2.0.2 makes it at any quick disconnect) and without the prefix that
    /// names the thread.
    static func plain(_ text: String) -> String {
        var text = text
        if text.hasPrefix("[thrd:"), let end = text.range(of: "]: ") { text = String(text[end.upperBound...]) }
        for guess in [": verify that security.protocol", ": broker might require SASL", ": connecting to a PLAINTEXT"] {
            if let start = text.range(of: guess) { text = String(text[..<start.lowerBound]) }
        }
        return text
    }

    /// A syslog severity (0…7) as a level. What is wrong with a connection is tried again without end: a notice.
    static func level(_ severity: Int32, facility: String) -> Logger.Level {
        if facility == "CONFWARN" { return .debug }
        return switch severity {
        case ...2: .error
        case 3: .warning
        case 4: .notice
        case 5: .info
        case 6: .debug
        default: .trace
        }
    }
}

extension String {
    /// The first place where `part` stands.
    fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}
#endif
