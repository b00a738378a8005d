import Glibc
import LabValues

/// Another program that is told by lines and answers with lines; it ends with its input.
final class SpokenProgram {
    private let process: pid_t
    private let input: Int32
    private let output: UnsafeMutablePointer<FILE>

    init(_ path: String, _ arguments: [String]) throws {
        let (toChild, fromChild) = (try Self.pipe(), try Self.pipe())
        guard let output = fdopen(fromChild[0], "r") else { throw BenchmarkFault("no stream (errno \(errno))") }
        (input, self.output) = (toChild[1], output)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        let words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let failure = posix_spawn(&process, path, &actions, nil, words, environ)
        close(toChild[0])
        close(fromChild[1])
        guard failure == 0 else { throw BenchmarkFault("\(path) cannot be started (errno \(failure))") }
        self.process = process
    }

    deinit {
        close(input)
        fclose(output)
        while waitpid(process, nil, 0) < 0, errno == EINTR {}
    }

    /// The next line it prints.
    func line() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        guard fgets(&buffer, Int32(buffer.count), output) != nil else {
            throw BenchmarkFault("a program ended without an answer")
        }
        return String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Two ends that no other child inherits.
    private static func pipe() throws -> [Int32] {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw BenchmarkFault("no pipe (errno \(errno))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// The next line it prints, as JSON.
    func report() throws -> JSONValue { try JSONReader.read(try line().utf8) }
}
