#if Kafka
import Glibc

/// Reads a file that holds a secret, if nobody else can read it.
enum SecretFile {
    /// Bytes; a PEM chain fits well.
    static let limit = 65_536

    static func read(_ path: String) throws(KafkaError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .secretFile(path: path, fault: .unreadable(errno)) }
        defer { close(descriptor) }
        if let fault = fault(of: descriptor) { throw .secretFile(path: path, fault: fault) }
        guard let bytes = content(of: descriptor) else { throw .secretFile(path: path, fault: .unreadable(errno)) }
        guard bytes.count <= limit else { throw .secretFile(path: path, fault: .tooLarge) }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw .secretFile(path: path, fault: .notText)
        }
        let line = text.last?.isNewline == true ? String(text.dropLast()) : text
        guard !line.isEmpty else { throw .secretFile(path: path, fault: .empty) }
        return line
    }

    private static func fault(of descriptor: Int32) -> SecretFileFault? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .unreadable(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .notAFile }
        guard status.st_mode & 0o077 == 0 else { return .openToOthers(mode: status.st_mode & 0o777) }
        return status.st_size > limit ? .tooLarge : nil
    }

    /// Up to one byte more than the limit; nil when reading fails.
    private static func content(of descriptor: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 8192)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0 { return nil }
            if count == 0 { break }
            bytes += block[..<count]
        }
        return bytes
    }
}
#endif
