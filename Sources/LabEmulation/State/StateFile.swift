import Glibc
import Synchronization

/// A small text file that is only ever replaced as a whole.
final class StateFile: Sendable {
    private let path: String
    private let hasComplained = Mutex(false)

    init(path: String) {
        self.path = path
    }

    /// Replaces the file, or tells why it cannot.
    func write(_ text: String) throws(EmulatorError) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw refusal() }
        let bytes = Array(text.utf8)
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count, Glibc.close(descriptor) == 0, rename(temporary, path) == 0 else {
            let refusal = refusal()
            unlink(temporary)
            throw refusal
        }
    }

    /// Replaces the file with the newest text, one writer at a time; a failure is told once on standard error.
    func write(newest text: () -> String) {
        hasComplained.withLock { hasComplained in
            do throws(EmulatorError) {
                try write(text())
            } catch {
                if !hasComplained { Self.complain(of: error) }
                hasComplained = true
            }
        }
    }

    private static func complain(of error: EmulatorError) {
        let line = Array("\(error)\n".utf8)
        _ = line.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private func refusal() -> EmulatorError {
        .stateFileRefused(path: path, reason: String(cString: strerror(errno)))
    }
}
