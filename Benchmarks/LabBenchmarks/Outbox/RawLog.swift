import Glibc

/// The least a durable record costs: append to a file, and have it on the disk.
struct RawLog: ~Copyable {
    private let descriptor: Int32

    init(in place: borrowing Workplace) throws {
        descriptor = open(place.path + "/raw.log", O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchmarkFault("no raw log (errno \(errno))") }
    }

    deinit { close(descriptor) }

    /// Appends all bytes at once and waits for the disk.
    func append(_ bytes: [UInt8]) throws {
        guard write(descriptor, bytes, bytes.count) == bytes.count, fdatasync(descriptor) == 0 else {
            throw BenchmarkFault("the raw log cannot be written (errno \(errno))")
        }
    }
}
