import FoundationEssentials
import Glibc

/// File systems that other hosts share: their locks and their flushes cannot be relied on, so no outbox is kept there.
enum NetworkFileSystem {
    /// The name of the network file system under `path`; nil for a disk of this host, or when nobody can say.
    static func name(under path: String) -> String? {
        guard let table = FileManager.default.contents(atPath: "/proc/self/mountinfo"),
            let real = realpath(path, nil)
        else { return nil }
        defer { free(real) }
        return name(under: String(cString: real), mounts: String(decoding: table, as: UTF8.self))
    }

    /// The name of the network file system under an absolute path without links.
    ///
    /// - Source: proc(5), `/proc/[pid]/mountinfo`: the mount point is the fifth field; the type follows a lone hyphen.
    static func name(under path: String, mounts: String) -> String? {
        var best: (point: String, type: String)?
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5, let hyphen = fields.firstIndex(of: "-"), hyphen + 1 < fields.count else { continue }
            let point = unescaped(fields[4])
            let prefix = point == "/" ? point : point + "/"
            guard path == point || path.hasPrefix(prefix) else { continue }
            // Of two on one point the later hides the earlier.
            if point.utf8.count >= best?.point.utf8.count ?? 0 { best = (point, String(fields[hyphen + 1])) }
        }
        return best.flatMap { isNetwork($0.type) ? $0.type : nil }
    }

    private static func isNetwork(_ type: String) -> Bool {
        if type == "fuse" || type.hasPrefix("fuse.") { return !localFuse.contains(type) }
        return shared.contains(type)
    }

    private static let shared: Set = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "virtiofs", "vboxsf", "afs", "coda", "ceph", "lustre",
        "gpfs", "gfs2", "ocfs2", "glusterfs", "beegfs", "davfs", "orangefs",
    ]
    /// What lies on a disk of this host although a process serves it.
    private static let localFuse: Set = ["fuse.ntfs-3g", "fuse.exfat", "fuse.mergerfs", "fuse.gocryptfs", "fuse.encfs"]

    /// Blanks and backslashes stand as `\040` and `\134`.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
