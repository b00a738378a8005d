import Glibc

/// The device's side of one pseudo-terminal: raw, not blocking, closed by its owner.
struct PseudoTerminal: Sendable {
    let descriptor: Int32
    /// The client's side, such as `/dev/pts/7`.
    let path: String

    /// Opens a new one.
    init() throws(EmulatorError) {
        descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0, let number = Self.unlock(descriptor), Self.makeRaw(descriptor) else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { _ = Glibc.close(descriptor) }
            throw .noPseudoTerminal(reason: reason)
        }
        path = "/dev/pts/\(number)"
        forgetUnreadOutput()
    }

    func close() { _ = Glibc.close(descriptor) }

    func readBytes() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    /// A short visit on the client's side throws away what the last client left unread, and makes the terminal raw.
    func forgetUnreadOutput() {
        let client = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard client >= 0 else { return }
        tcflush(client, TCIFLUSH)
        _ = Self.makeRaw(client)
        _ = Glibc.close(client)
    }

    /// TIOCSPTLCK unlocks the other side and TIOCGPTN tells its number (asm-generic/ioctls.h); the C names are macros.
    private static func unlock(_ terminal: Int32) -> Int32? {
        let setLock: UInt = 0x4004_5431, getNumber: UInt = 0x8004_5430
        var lock: Int32 = 0, number: Int32 = -1
        guard ioctl(terminal, setLock, &lock) == 0, ioctl(terminal, getNumber, &number) == 0 else { return nil }
        return number
    }

    private static func makeRaw(_ descriptor: Int32) -> Bool {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return false }
        cfmakeraw(&settings)
        return tcsetattr(descriptor, TCSANOW, &settings) == 0
    }
}
