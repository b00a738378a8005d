import Glibc

/// Small files of our own, read with suspicion.
enum PlainFile {
    /// The content of a plain file of this user.
    ///
    /// - Throws: `NotOurs` for a link, a directory, somebody else's file, or more than `limit` bytes.
    static func read(_ path: String, atMost limit: Int) throws(NotOurs) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw NotOurs(why: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw NotOurs(why: "it is no plain file")
        }
        guard facts.st_uid == geteuid() else { throw NotOurs(why: "it belongs to another user") }
        guard facts.st_size <= limit else { throw NotOurs(why: "it is too large") }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw NotOurs(why: String(cString: strerror(errno))) }
        return Array(bytes.prefix(count))
    }

    /// Any text as part of a file's name, no two alike: letters, digits and “-”, and two hexadecimal digits behind “_”
    /// for every other byte.
    static func name(for text: String) -> String {
        text.utf8.map { byte -> String in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.properties.isAlphabetic && scalar.isASCII || (48...57).contains(byte) || byte == 45
            return isPlain ? String(Character(scalar)) : (byte < 16 ? "_0" : "_") + String(byte, radix: 16)
        }.joined()
    }

    /// Why a file is not read.
    struct NotOurs: Error, CustomStringConvertible {
        var why: String
        var description: String { why }
    }
}
