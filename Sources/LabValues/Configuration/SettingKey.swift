/// One key of the configuration: its name, what may stand there, and what it is for.
///
/// The keys a build knows are data, so that the reference, `config check` and “did you mean” speak of the same ones.
public struct SettingKey: Sendable, Hashable {
    /// What a value looks like.
    public enum Shape: Sendable, Hashable {
        case text
        /// A text that is never shown.
        case secret
        /// The path of a file.
        case file
        /// The path of a file that only its owner may read, and whose content is never shown.
        case secretFile
        case flag
        case integer(ClosedRange<Int>)
        /// A size: bytes, or a number with `kB`, `KiB`, `MB`, `MiB`, `GB`, `GiB`.
        case bytes(ClosedRange<Int>)
        /// A time with its unit: `30s`, `24h`.
        case duration(ClosedRange<Duration>)
        case choice([String])
        /// Texts, in a list or separated by commas.
        case list
        /// Any names below this one, each with a text: `kafka.properties.*`.
        case table
    }

    /// The words of the name in camel case, separated by dots: `kafka.caFile`; a table's name is its prefix.
    public let name: String
    /// What may stand there.
    public let shape: Shape
    /// What holds when the key is absent, as one would write it; nil when nothing does.
    public let standard: String?
    /// What it is for, in a sentence.
    public let summary: String

    /// A key.
    public init(_ name: String, _ shape: Shape, standard: String? = nil, _ summary: String) {
        (self.name, self.shape, self.standard, self.summary) = (name, shape, standard, summary)
    }

    /// The name as an environment variable: `LAB_KAFKA_CA_FILE`.
    public var environmentName: String {
        var name = "LAB_"
        for character in self.name {
            if character == "." {
                name += "_"
            } else {
                name += (character.isUppercase ? "_" : "") + character.uppercased()
            }
        }
        return name
    }

    /// Whether a value must not be shown.
    public var isSecret: Bool { shape == .secret }
}
