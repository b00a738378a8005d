import Foundation

/// The package on disk, as paths relative to its root.
struct PackageTree {
    let root: URL

    /// The package this file belongs to: three levels up from here.
    static let own = PackageTree(root: URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL)

    func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// All Swift files below a directory, sorted; hidden directories are left out.
    func swiftFiles(in directory: String) throws -> [String] {
        try entries(of: directory).flatMap { path in
            if isDirectory(path) { return try swiftFiles(in: path) }
            return path.hasSuffix(".swift") ? [path] : []
        }
    }

    /// The product's own Swift files; the tests beside a driver are not among them.
    func productFiles() throws -> [String] {
        try ["Sources", "Drivers", "Programs", "Benchmarks"].flatMap { try swiftFiles(in: $0) }
            .filter { !$0.hasPrefix("Drivers/") || $0.split(separator: "/")[2] != "Tests" }
    }

    /// The paths directly below a directory; none where it does not exist.
    func entries(of directory: String) throws -> [String] {
        guard isDirectory(directory) else { return [] }
        let path = root.appending(path: directory).path(percentEncoded: false)
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            .filter { !$0.hasPrefix(".") }
            .map { "\(directory)/\($0)" }
    }

    func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(
            atPath: root.appending(path: path).path(percentEncoded: false), isDirectory: &isDirectory)
        return exists && isDirectory.boolValue
    }
}
