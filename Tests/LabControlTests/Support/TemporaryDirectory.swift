import FoundationEssentials
import Glibc
import Testing

/// A directory of this user's only, gone after the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/control-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path) stays: \(error)") }
    }

    subscript(name: String) -> String { path + "/" + name }

    func write(_ bytes: [UInt8], to name: String, mode: Int = 0o600) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: self[name]))
        chmod(self[name], mode_t(mode))
    }

    func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: self[name]))) }

    func lines(of name: String) throws -> [String] {
        String(decoding: try bytes(of: name), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    func mode(of name: String) -> UInt32 {
        var facts = stat()
        return lstat(self[name], &facts) == 0 ? facts.st_mode & 0o7777 : 0
    }

    func exists(_ name: String) -> Bool {
        var facts = stat()
        return lstat(self[name], &facts) == 0
    }
}
