import Glibc
import Testing

@testable import LabTransport

struct LockHolderTests {
    private let locks = """
        1: POSIX  ADVISORY  WRITE 77 00:18:7 0 EOF
        2: FLOCK  ADVISORY  WRITE 1234 00:18:7 0 EOF
        2: -> FLOCK  ADVISORY  WRITE 99 00:18:70 0 EOF
        3: FLOCK  ADVISORY  WRITE 0 103:02:8 0 EOF
        4: FLOCK  broken
        """

    @Test func `the holder is the process whose flock names this very file`() {
        #expect(LockHolder.process(locking: "00:18:7", in: locks) == 1234)
        #expect(LockHolder.process(locking: "00:18:70", in: locks) == nil, "it waits for the lock, it has none")
        #expect(LockHolder.process(locking: "00:18:9", in: locks) == nil)
        #expect(LockHolder.process(locking: "103:02:8", in: locks) == nil, "a process of another container")
        #expect(LockHolder.process(locking: "00:18:7", in: "") == nil)
    }

    @Test func `a file is named by device in hexadecimal and inode in decimal`() {
        #expect(LockHolder.file(device: 0x18, inode: 4) == "00:18:4")
        #expect(LockHolder.file(device: 0x0010_0302, inode: 12) == "03:102:12")
        #expect(LockHolder.file(device: 0x0000_1000_2340_5678, inode: 1) == "1056:23478:1")
    }

    @Test func `our own lock is found where the kernel lists locks`() throws {
        let (far, path) = try makePty()
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        defer { close(descriptor) }
        guard let name = LockHolder.name(ofLockOn: descriptor) else { return }  // this kernel does not tell
        #expect(name.hasSuffix(" (pid \(getpid()))"), "\(name)")
        withExtendedLifetime(far) {}
    }
}
