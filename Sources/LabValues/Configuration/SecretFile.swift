import Glibc

/// A file that holds one secret: it exists, is ours, is closed to everybody else, and is no larger than 64 KiB.
public struct SecretFile: Sendable, Hashable {
    /// Largest file that is read, in bytes.
    public static let largest = 1 << 16

    /// Where it is.
    public let path: String

    /// The file at `path`.
    public init(_ path: String) { self.path = path }

    /// Reads it. Blocks for one small file.
    ///
    /// - Throws: `SecretFileFault`, which names no content.
    public func bytes() throws(SecretFileFault) -> [UInt8] {
        let descriptor = try opened()
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.largest + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes[count...].withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(why: String(cString: strerror(errno))) }
            guard got > 0 else { return Array(bytes[..<count]) }
            count += got
        }
        throw .tooLarge
    }

    /// Reads it as a text, without the line feed editors put at its end.
    ///
    /// - Throws: `SecretFileFault`, which names no content.
    public func text() throws(SecretFileFault) -> String {
        guard var text = String(validating: try bytes(), as: UTF8.self) else { throw .notText }
        while text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw .empty }
        return text
    }

    /// Makes sure that it can be used, without keeping what it says.
    ///
    /// - Throws: `SecretFileFault`.
    public func check() throws(SecretFileFault) {
        guard try !bytes().isEmpty else { throw .empty }
    }

    private func opened() throws(SecretFileFault) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .unreadable(why: String(cString: strerror(errno))) }
        var facts = stat()
        let fault: SecretFileFault? =
            if fstat(descriptor, &facts) != 0 {
                .unreadable(why: String(cString: strerror(errno)))
            } else if facts.st_mode & S_IFMT != S_IFREG { .noFile } else if facts.st_uid != geteuid() {
                .ofAnother
            } else if facts.st_mode & 0o077 != 0 { .openToOthers } else { nil }
        if let fault {
            close(descriptor)
            throw fault
        }
        return descriptor
    }
}

/// Why a file with a secret cannot be used; reads on from “a file that …”.
public enum SecretFileFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// It does not exist, or may not be read.
    case unreadable(why: String)
    /// A directory, a pipe, a device.
    case noFile
    /// It belongs to another user.
    case ofAnother
    /// Its group or all others may read or write it.
    case openToOthers
    /// Beyond `SecretFile.largest`.
    case tooLarge
    /// Nothing stands in it.
    case empty
    /// It is no UTF-8.
    case notText

    public var description: String {
        switch self {
        case .unreadable(let why): "cannot be read: \(why)"
        case .noFile: "is no regular file"
        case .ofAnother: "belongs to another user"
        case .openToOthers: "others than its owner may open"
        case .tooLarge: "is larger than \(ByteSize(SecretFile.largest))"
        case .empty: "is empty"
        case .notText: "is no UTF-8 text"
        }
    }
}
