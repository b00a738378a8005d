import LabPublishing
import LabValues
import Synchronization

/// A publisher with a key of every shape, and with secrets.
struct VaultPublisher: PublisherKind {
    static let scheme = "vault"
    static let summary = "vault:DOOR: for tests"
    static let password = SettingKey("vault.password", .secret, "A secret.")
    static let passwordFile = SettingKey("vault.passwordFile", .secretFile, "A file with a secret.")
    static let caFile = SettingKey("vault.caFile", .file, "A file.")
    static let username = SettingKey("vault.username", .text, "A name.")
    static let mode = SettingKey("vault.mode", .choice(["open", "shut"]), standard: "shut", "A choice.")
    static let properties = SettingKey("vault.properties", .table, "What the vault's library calls them.")
    static let settingKeys = [password, passwordFile, caFile, username, mode, properties]

    /// The door that does not open.
    struct Away: LabFault {
        var description: String { "Nobody opens the vault." }
        var hint: String? { "Knock again." }
    }

    private let door: String

    static func open(_ opening: PublisherOpening) throws -> any Publisher { VaultPublisher(door: opening.sink.rest) }

    func publish(_ records: [Record]) async throws {}

    func check(within limit: Duration) async throws {
        if door == "away" { throw Away() }
    }
}
