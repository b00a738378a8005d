import Glibc
import Synchronization

/// The exclusive use of a device: taken before anything is set on it, given back last.
///
/// libserialport takes no lock. This one is a descriptor of its own with flock(2) on it, which every program that asks
/// sees; a real port is closed to programs that do not ask as well (TIOCEXCL). Not a pseudo-terminal: there that mark
/// outlives a killed holder.
final class PortLock: Sendable {
    /// Whether the device is a pseudo-terminal.
    let isPseudoTerminal: Bool
    private let descriptor: Int32
    private let isHeld = Mutex(true)

    /// Opens the device at `path`, which has no symbolic link in it, and locks it.
    ///
    /// What the process `former`, which has ended, left to a child of its own is no lock.
    init(_ path: String, for address: LinkAddress, leftBy former: Int32? = nil) throws(LinkError) {
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.openingError(errno, path, address) }
        var status = stat()
        do throws(LinkError) {
            guard isatty(descriptor) == 1, fstat(descriptor, &status) == 0 else {
                throw .notATerminal(address: "\(address)")
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || LockHolder.isLeftBehind(former, onLockOf: descriptor)
            else {
                let holder = LockHolder.name(ofLockOn: descriptor) ?? PortHolder.opening(path)
                throw .busy(address: "\(address)", holder: holder)
            }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        // Unix98 pseudo-terminals have the majors 136 to 143 (Linux, Documentation/admin-guide/devices.txt).
        isPseudoTerminal = (136...143).contains(status.st_rdev >> 8 & 0xFFF)
    }

    /// Lets nobody else open a real port. Call it when all descriptors of one's own are open.
    func forbidOthers() {
        if !isPseudoTerminal { _ = ioctl(descriptor, UInt(TIOCEXCL)) }
    }

    /// Lets others have the device, while the descriptors are still open. Harmless when repeated: by then the mark
    /// may be somebody else's.
    func unlock() {
        isHeld.withLock { isHeld in
            guard isHeld else { return }
            isHeld = false
            if !isPseudoTerminal { _ = ioctl(descriptor, UInt(TIOCNXCL)) }
            flock(descriptor, LOCK_UN)
        }
    }

    /// Gives the device back; once, and after all other descriptors of it.
    func release() {
        unlock()
        close(descriptor)
    }

    /// The path of the device that `written` names, through links such as those in /dev/serial/by-id.
    static func resolve(_ written: String, for address: LinkAddress) throws(LinkError) -> String {
        guard let path = SystemFiles.realPath(written) else { throw openingError(errno, written, address) }
        return path
    }

    private static func openingError(_ number: Int32, _ path: String, _ address: LinkAddress) -> LinkError {
        switch number {
        case ENOENT, ENXIO, ENODEV, ENOTDIR, EIO, ELOOP: .notFound(address: "\(address)")
        case EACCES, EPERM:
            .portNotPermitted(
                address: "\(address)", group: groupName(of: path) ?? "dialout", usb: SerialPorts.describe(path).usb)
        case EBUSY: .busy(address: "\(address)", holder: PortHolder.opening(path))
        case EISDIR: .notATerminal(address: "\(address)")
        default: .system(address: "\(address)", call: "open", errno: number)
        }
    }

    /// The group that may use the device, when it is one for users.
    private static func groupName(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_gid != 0, let groups = SystemFiles.text("/etc/group") else {
            return nil
        }
        for line in groups.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count >= 3, gid_t(fields[2]) == status.st_gid { return String(fields[0]) }
        }
        return nil
    }
}
