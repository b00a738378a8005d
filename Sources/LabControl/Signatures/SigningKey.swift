import Crypto
public import LabValues

/// A key that signs commands, or that says whether a signature is right.
///
/// Which algorithm is used is said by the key, never by the message.
public struct SigningKey: Sendable {
    enum Material: Sendable {
        /// HMAC-SHA-256, RFC 2104 and FIPS 180-4: whoever can check can sign.
        case shared(SymmetricKey)
        /// Ed25519, RFC 8032: this one can only check.
        case publicOnly(Curve25519.Signing.PublicKey)
        case pair(Curve25519.Signing.PrivateKey)
    }

    /// What messages call it.
    public let id: String
    let material: Material

    /// The fewest bytes of a shared secret.
    public static let shortestSecret = 16

    init(id: String, _ material: Material) { (self.id, self.material) = (id, material) }

    /// A secret that sender and station share.
    ///
    /// - Throws: `KeyFault.tooShort` under 16 bytes.
    public init(id: String, secret: [UInt8]) throws(KeyFault) {
        guard secret.count >= Self.shortestSecret else { throw .tooShort(id: id, bytes: secret.count) }
        self.init(id: id, .shared(SymmetricKey(data: secret)))
    }

    /// The 32 bytes of an Ed25519 public key.
    ///
    /// - Throws: `KeyFault.notAKey`.
    public init(id: String, ed25519PublicKey bytes: [UInt8]) throws(KeyFault) {
        do {
            self.init(id: id, .publicOnly(try Curve25519.Signing.PublicKey(rawRepresentation: bytes)))
        } catch { throw .notAKey(id: id) }
    }

    /// The 32 bytes of an Ed25519 private key, the seed of RFC 8032.
    ///
    /// - Throws: `KeyFault.notAKey`.
    public init(id: String, ed25519PrivateKey bytes: [UInt8]) throws(KeyFault) {
        do {
            self.init(id: id, .pair(try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)))
        } catch { throw .notAKey(id: id) }
    }

    /// Whether it is secret: a public key may be read by anybody.
    var isSecret: Bool { if case .publicOnly = material { false } else { true } }

    /// `command` with this key's id and signature; every other field is as it was.
    ///
    /// - Throws: `KeyFault.cannotSign` when this is a public key.
    public func sign(_ command: Command) throws(KeyFault) -> Command {
        var signed = command
        signed.keyID = id
        let bytes = CanonicalBytes(signed).bytes
        switch material {
        case .shared(let key):
            signed.signature = Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
        case .pair(let key):
            do { signed.signature = Hexadecimal.text(try key.signature(for: bytes)) } catch {
                throw .cannotSign(id: id)
            }
        case .publicOnly: throw .cannotSign(id: id)
        }
        return signed
    }

    /// Whether the command's signature is this key's; compared in constant time.
    public func isSignature(of command: Command) -> Bool {
        guard let text = command.signature, text.utf8.count <= 128, let signature = Hexadecimal.bytes(text.utf8) else {
            return false
        }
        let bytes = CanonicalBytes(command).bytes
        switch material {
        case .shared(let key):
            return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: bytes, using: key)
        case .publicOnly(let key): return signature.count == 64 && key.isValidSignature(signature, for: bytes)
        case .pair(let key): return signature.count == 64 && key.publicKey.isValidSignature(signature, for: bytes)
        }
    }
}
