import Glibc
public import LabValues

/// Opens POSIX terminals without modem lines: pseudo-terminals of emulators, socat and ser2net.
///
/// libserialport refuses them (it asks for modem lines), hence this link of our own.
public enum PtyLink {
    /// Opens `pty:PATH`, raw, and locks it for this process.
    ///
    /// - Parameter former: a process that had it and has ended; what it left to a child of its own is no lock.
    /// - Throws: `LinkError.notFound`, `.notPermitted`, `.busy`, `.notATerminal`, `.badAddress`, `.system`.
    public static func open(
        _ address: LinkAddress, clock: any LabClock, leftBy former: Int32? = nil
    ) throws(LinkError) -> any ByteLink {
        let text = address.description
        guard address.options.isEmpty else {
            let names = address.options.keys.sorted().joined(separator: ", ")
            throw .badAddress(address: text, expected: "a pty takes no options, but there is \(names)")
        }
        let descriptor = Glibc.open(address.place, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw openingError(text, errno) }
        do throws(LinkError) {
            guard isatty(descriptor) == 1 else { throw .notATerminal(address: text) }
            try lock(descriptor, text, former)
            try makeRaw(descriptor, text)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        return DescriptorLink(address: address, descriptor: descriptor, clock: clock)
    }

    private static func openingError(_ address: String, _ code: Int32) -> LinkError {
        switch code {
        case ENOENT, ENXIO, ENODEV, ENOTDIR, EIO: .notFound(address: address)
        case EACCES, EPERM: .notPermitted(address: address)
        case EBUSY: .busy(address: address, holder: nil)
        case EISDIR: .notATerminal(address: address)
        default: .system(address: address, call: "open", errno: code)
        }
    }

    private static func lock(_ descriptor: Int32, _ address: String, _ former: Int32?) throws(LinkError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
        let code = errno
        guard code == EWOULDBLOCK else { throw .system(address: address, call: "flock", errno: code) }
        if LockHolder.isLeftBehind(former, onLockOf: descriptor) { return }
        throw .busy(address: address, holder: LockHolder.name(ofLockOn: descriptor))
    }

    private static func makeRaw(_ descriptor: Int32, _ address: String) throws(LinkError) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else {
            throw .system(address: address, call: "tcgetattr", errno: errno)
        }
        cfmakeraw(&settings)
        guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else {
            throw .system(address: address, call: "tcsetattr", errno: errno)
        }
    }
}
