/// One key of the configuration: its name, what may stand there, and what it is for.
///
/// The keys a build knows are data, so that the reference, `config check` and “did you mean” speak of the same ones.
public struct SettingKey: Sendable, Hashable {
    /// What a value looks like.
    public indirect enum Shape: Sendable, Hashable {
        case text
        /// A text that is never shown.
        case secret
        /// The path of a file that is read; a relative one begins at the file that names it.
        case file
        /// The path of a file that only its owner may read, and whose content is never shown.
        case secretFile
        case flag
        case integer(ClosedRange<Int>)
        /// A size: bytes, or a number with `kB`, `KiB`, `MB`, `MiB`, `GB`, `GiB`.
        case bytes(ClosedRange<Int>)
        /// A time with its unit: `30s`, `24h`.
        case duration(ClosedRange<Duration>)
        /// A physical quantity with its unit: `0.5 V`.
        case quantity(SettingQuantity)
        /// A value, and after commas what else a limit says: `1 mA,for=3,action=pause`.
        case limit(LimitName, Shape)
        case choice([String])
        /// Texts, in a list or separated by commas.
        case list
        /// The paths of files that are read, in a list or separated by commas; relative ones as with `file`.
        case files
        /// Any names below this one, each with a text: `kafka.properties.*`.
        case table
    }

    /// The words of the name in camel case, separated by dots: `kafka.caFile`; a table's name is its prefix.
    ///
    /// One word may be `*`: any name the user gives, as in `publishers.*.sink`.
    public let name: String
    /// What may stand there.
    public let shape: Shape
    /// What holds when the key is absent, as one would write it; nil when nothing does.
    public let standard: String?
    /// What it is for, in a sentence.
    public let summary: String
    /// What an underscore of an environment variable stands for in the names of a table: `.` or `_`.
    public let wordSeparator: String

    /// A key.
    public init(
        _ name: String, _ shape: Shape, standard: String? = nil, wordSeparator: String = ".", _ summary: String
    ) {
        (self.name, self.shape, self.standard, self.summary) = (name, shape, standard, summary)
        self.wordSeparator = wordSeparator
    }

    /// The name as an environment variable: `LAB_KAFKA_CA_FILE`; a table's is the beginning of its entries'.
    public var environmentName: String { Self.environmentName(of: name) }

    /// Whether a value must not be shown.
    public var isSecret: Bool { shape == .secret }

    /// Whether what stands under `name`, this key's own or that of an entry of this table, must not be shown.
    ///
    /// A table of another library's names takes those of its secrets too: `kafka.properties.sasl.password`.
    public func hides(_ name: String) -> Bool {
        guard shape == .table, wordSeparator == "." else { return isSecret }
        let entry = name.lowercased()
        return Self.secretWords.contains { entry.contains($0) }
    }

    private static let secretWords = [
        "password", "passphrase", "passwd", "secret", "token", "credential", "jaas", "oauthbearer.config", "key.pem",
        "private",
    ]

    /// The environment variable for a full name: `kafka.properties.socket.timeout.ms` →
    /// `LAB_KAFKA_PROPERTIES_SOCKET_TIMEOUT_MS`.
    public static func environmentName(of name: String) -> String {
        var result = "LAB_"
        var last: Character = "."
        for character in name {
            if last.isLowercase, character.isUppercase { result += "_" }
            result += character.isLetter || character.isNumber ? character.uppercased() : "_"
            last = character
        }
        return result
    }
}
