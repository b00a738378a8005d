import Foundation
import Testing

/// What the tests are built and run with beside the package itself; `scripts/setup.sh --tests` installs it.
enum TestTools {
    /// The package's directory.
    static let root: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root
    }()

    /// Where the set-up puts what Debian does not have. One place for every scratch path.
    static let directory = root.appending(path: ".build/test-tools")

    /// Whether a test that needs these programs may start. On a build machine it must: there a missing one is a failure.
    static func have(_ names: String...) -> Bool {
        ProcessInfo.processInfo.environment["CI"] == "true" || names.allSatisfy { find($0) != nil }
    }

    /// Where a program is.
    static func program(_ name: String) throws -> URL {
        try #require(find(name), "\(name) is missing: run scripts/setup.sh --tests")
    }

    private static func find(_ name: String) -> URL? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return ([directory.path] + path + ["/usr/sbin", "/sbin"]).lazy
            .map { URL(fileURLWithPath: "\($0)/\(name)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// A fresh directory; whoever asks for it removes it.
    static func freshDirectory(_ name: String) throws -> URL {
        let directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory
    }

    /// Builds a C source of `Tests/Support` and returns the result's path.
    static func build(_ source: String, into directory: URL, libraries: [String] = [], shared: Bool = false)
        async throws
        -> URL
    {
        let product = directory.appending(path: URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent)
        var words = ["-O1", "-Wall", "-Wextra", "-Werror", "-o", product.path]
        words += shared ? ["-shared", "-fPIC"] : []
        words.append(root.appending(path: "Tests/Support").appending(path: source).path)
        for library in libraries { words += try await flags(of: library) }
        words += ["-ldl", "-lpthread"]
        let ending = try await ProgramRun(program("cc"), words).ending()
        try #require(ending.exitCode == 0, "\(source) does not compile: \(ending.errors)")
        return product
    }

    private static func flags(of library: String) async throws -> [String] {
        let ending = try await ProgramRun(program("pkg-config"), ["--cflags", "--libs", library]).ending()
        try #require(ending.exitCode == 0, "\(ending.errors)")
        return ending.output.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
