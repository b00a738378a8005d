import FoundationEssentials
import Glibc

/// Reads a key from a file that only its owner may read.
///
/// - Shape: an Ed25519 key in PEM, as `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` write it, or
///   any other bytes: a shared secret, one line end at its end left out. What looks like a public key in another
///   form is no secret: everybody may know it.
public enum KeyFile {
    private static let longest = 4096
    /// SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410 §4).
    private static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    /// OneAsymmetricKey of Ed25519, version 0, up to the seed (RFC 8410 §7).
    private static let privatePrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// The key in the file at `path`.
    ///
    /// - Parameter id: what messages call it; nil takes the file's name up to its last dot.
    /// - Throws: `KeyFault`; a secret must have mode 0600 or less, a public key must not be writable by others.
    public static func read(_ path: String, id: String? = nil) throws(KeyFault) -> SigningKey {
        let id = id ?? name(of: path)
        guard isID(id) else { throw .badID(id) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .unreadable(path: path, errorNumber: errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= longest else {
            throw .notAKeyFile(path: path)
        }
        guard facts.st_uid == geteuid() || facts.st_uid == 0 else { throw .foreign(path: path, owner: facts.st_uid) }
        let key = try key(id: id, from: try bytes(of: descriptor, path))
        let forbidden: mode_t = key.isSecret ? 0o077 : 0o022
        guard facts.st_mode & forbidden == 0 else { throw .openToOthers(path: path, mode: facts.st_mode) }
        return key
    }

    static func key(id: String, from bytes: [UInt8]) throws(KeyFault) -> SigningKey {
        let text = String(String(decoding: bytes, as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" })
        guard text.hasPrefix("-----BEGIN ") else {
            guard !isForeignKey(text) else { throw .notAKey(id: id) }
            return try SigningKey(id: id, secret: withoutLineEnd(bytes))
        }
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
        guard let der = FoundationEssentials.Data(base64Encoded: lines.joined()).map(Array.init) else {
            throw .notAKey(id: id)
        }
        if der.starts(with: publicPrefix), der.count == publicPrefix.count + 32 {
            return try SigningKey(id: id, ed25519PublicKey: Array(der.suffix(32)))
        }
        guard der.starts(with: privatePrefix), der.count == privatePrefix.count + 32 else { throw .notAKey(id: id) }
        return try SigningKey(id: id, ed25519PrivateKey: Array(der.suffix(32)))
    }

    /// Whether this is a key in a form that is not read here: PEM with text around it, or OpenSSH's.
    private static func isForeignKey(_ text: String) -> Bool {
        ["-----BEGIN", "PUBLIC KEY"].contains { text.contains($0) }
            || ["ssh-", "ecdsa-", "sk-"].contains { text.hasPrefix($0) }
    }

    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let character = Character(Unicode.Scalar(byte))
                return character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
            }
    }

    private static func name(of path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return String(file) }
        return String(file[..<dot])
    }

    private static func withoutLineEnd(_ bytes: [UInt8]) -> [UInt8] {
        var kept = bytes[...]
        if kept.last == UInt8(ascii: "\n") { kept = kept.dropLast() }
        if kept.last == UInt8(ascii: "\r") { kept = kept.dropLast() }
        return Array(kept)
    }

    private static func bytes(of descriptor: Int32, _ path: String) throws(KeyFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: longest + 1)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress! + count, $0.count - count)
            }
            guard more >= 0 else { throw .unreadable(path: path, errorNumber: errno) }
            if more == 0 { break }
            count += more
        }
        guard count <= longest else { throw .notAKeyFile(path: path) }
        return Array(bytes.prefix(count))
    }
}
