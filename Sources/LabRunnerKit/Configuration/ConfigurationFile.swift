import Glibc
import LabValues

/// The text of a configuration file, read once and within bounds.
struct ConfigurationFile: Sendable {
    /// Largest file that is read, in bytes.
    static let largest = 1 << 20

    /// Where it is, as it was named.
    let path: String
    let text: String
    /// Whether only its owner, who is us, may read it.
    let isPrivate: Bool

    /// Reads the file. Blocks for one small file.
    ///
    /// - Throws: `SettingFault.file`.
    init(_ path: String) throws(SettingFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.fault(path, errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw Self.fault(path, errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            let isDirectory = facts.st_mode & S_IFMT == S_IFDIR
            throw .file(path: path, line: nil, why: isDirectory ? "is a directory" : "is no regular file")
        }
        let bytes = try Self.read(descriptor, path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .file(path: path, line: nil, why: "is no UTF-8 text")
        }
        self.path = path
        self.text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
        isPrivate = facts.st_uid == geteuid() && facts.st_mode & 0o077 == 0
    }

    /// A path within the file, as it is found from the working directory.
    func resolved(_ other: String) -> String {
        guard !other.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return other }
        return path[...slash] + other
    }

    /// A value that stands in the file; paths within it as they are found from the working directory.
    func resolved(_ text: String, as shape: SettingKey.Shape) -> String {
        switch shape {
        case .file, .secretFile: resolved(text)
        case .files:
            Settings.texts(in: text).map { resolved($0) }.joined(separator: ", ")
        default: text
        }
    }

    private static func read(_ descriptor: Int32, _ path: String) throws(SettingFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: largest + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes[count...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw fault(path, errno) }
            guard got > 0 else { return Array(bytes[..<count]) }
            count += got
        }
        throw .file(path: path, line: nil, why: "is larger than \(ByteSize(largest))")
    }

    private static func fault(_ path: String, _ errorNumber: Int32) -> SettingFault {
        .file(path: path, line: nil, why: "cannot be read: \(String(cString: strerror(errorNumber)))")
    }
}
