import Foundation
import Testing

@testable import LabTransport

struct PortHolderTests {
    private static let table = """
        1: POSIX  ADVISORY  WRITE 711 00:05:104 0 EOF
        2: FLOCK  ADVISORY  WRITE 812 00:1f:104 0 EOF
        3: FLOCK  ADVISORY  WRITE 913 00:05:104 0 EOF
        3: -> FLOCK  ADVISORY  WRITE 914 00:05:105 0 EOF
        """

    @Test func `the holder is found by kind of lock, device and inode`() {
        #expect(PortHolder.process(locking: 0x05, inode: 104, in: Self.table) == 913)
        #expect(PortHolder.process(locking: 0x1F, inode: 104, in: Self.table) == 812)
        #expect(PortHolder.process(locking: 0x05, inode: 7, in: Self.table) == nil)
        #expect(PortHolder.process(locking: 0x05, inode: 104, in: "nonsense\n1: FLOCK") == nil)
    }

    @Test func `a lock of this process is found by its file, with the command`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer {
            close(descriptor)
            unlink(file.path)
        }
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let holder = try #require(PortHolder.locking(descriptor))
        #expect(holder.hasSuffix("(process \(getpid()))"), "\(holder)")
    }
}
