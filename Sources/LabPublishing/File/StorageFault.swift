import Glibc
public import LabValues

/// Something on this host's disk could not be written.
public struct StorageFault: LabFault, Hashable {
    /// The file or directory.
    public let path: String
    /// What the operating system answered: `ENOSPC`, `EROFS`, …
    public let errorNumber: Int32

    /// The fault of a call about `path` that ended with `errorNumber`.
    public init(path: String, errorNumber: Int32) {
        self.path = path
        self.errorNumber = errorNumber
    }

    public var recovery: Recovery { .cellOffAndStop }
    public var code: String { "outbox_full" }

    public var description: String {
        switch errorNumber {
        case ENOSPC: "The disk under \(path) is full."
        case EDQUOT: "The disk quota under \(path) is used up."
        case EFBIG: "\(path) has reached the size a file may have here."
        case EROFS: "The disk under \(path) is read-only."
        case EIO: "The disk under \(path) fails."
        case EACCES, EPERM: "This user may not write \(path)."
        case ENOENT, ESTALE: "\(path) is no longer there."
        default: "\(path) cannot be written: \(systemError(errorNumber))."
        }
    }

    public var hint: String? {
        switch errorNumber {
        case ENOSPC, EDQUOT: "Make room: what is pending is written as soon as there is some."
        default: nil
        }
    }
}
