public import LabValues

/// Why a key cannot be used. Nothing of a secret ever stands in it.
public enum KeyFault: LabFault, Hashable {
    /// No name of up to 64 letters, digits, `.`, `_`, `-`.
    case badID(String)
    /// A shared secret is shorter than 16 bytes.
    case tooShort(id: String, bytes: Int)
    /// The bytes are no key of a kind that is known here.
    case notAKey(id: String)
    /// A public key checks; it does not sign.
    case cannotSign(id: String)
    /// The file cannot be read.
    case unreadable(path: String, errorNumber: Int32)
    /// A secret that others may read, or a public key that others may change.
    case openToOthers(path: String, mode: UInt32)
    /// The file is another user's.
    case foreign(path: String, owner: UInt32)
    /// No plain file, or one of more than 4096 bytes.
    case notAKeyFile(path: String)
    /// Two keys of one name.
    case repeated(id: String)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .badID(let id): "“\(id)” cannot name a key."
        case .tooShort(let id, let bytes): "The secret of the key “\(id)” has \(bytes) bytes; at least 16 are needed."
        case .notAKey(let id): "The key “\(id)” is neither a shared secret nor an Ed25519 key."
        case .cannotSign(let id): "The key “\(id)” is a public key: it can check a signature and make none."
        case .unreadable(let path, let number): "The key file \(path) cannot be read: \(systemError(number))."
        case .openToOthers(let path, let mode):
            "The key file \(path) is open to other users (mode \(String(mode & 0o7777, radix: 8)))."
        case .foreign(let path, let owner): "The key file \(path) belongs to another user (\(owner))."
        case .notAKeyFile(let path): "\(path) is no key file."
        case .repeated(let id): "The key “\(id)” is listed twice."
        }
    }

    public var hint: String? {
        switch self {
        case .badID: "Use up to 64 of A–Z a–z 0–9 . _ -."
        case .tooShort: "Make one: openssl rand -hex 32 > FILE; chmod 600 FILE."
        case .notAKey, .notAKeyFile: "Documentation/Reference/SignedCommands.md says what may stand in a key file."
        case .cannotSign: "Sign with the private key, or with a shared secret."
        case .openToOthers(let path, _): "chmod 600 \(path)"
        case .unreadable, .foreign, .repeated: nil
        }
    }
}
