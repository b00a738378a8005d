import FoundationEssentials
import Testing

/// A directory that is gone after the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/publishing-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path) stays: \(error)") }
    }

    func text(of file: String) throws -> String { try String(contentsOfFile: path + "/" + file, encoding: .utf8) }

    func lines(of file: String) throws -> [Substring] { try text(of: file).split(separator: "\n") }

    func names(in directory: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + directory).sorted()
    }

    /// Every file below `directory`, and every directory as an empty one whose name ends with a slash.
    func files(in directory: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path + "/" + directory) {
            let bytes = FileManager.default.contents(atPath: "\(path)/\(directory)/\(name)")
            found[bytes == nil ? name + "/" : name] = bytes.map { Array($0) } ?? []
        }
        return found
    }

    func mode(of file: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + file)
        return try #require(attributes[.posixPermissions] as? Int)
    }
}
