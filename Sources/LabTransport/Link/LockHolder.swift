import Glibc

/// Names the process that holds an exclusive `flock` on a port, as far as the kernel tells.
enum LockHolder {
    /// “lab-runner (pid 1234)”, or nil when it cannot be found.
    static func name(ofLockOn descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, let locks = contents(of: "/proc/locks") else { return nil }
        let file = Self.file(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        guard let process = process(locking: file, in: locks) else { return nil }
        let name = contents(of: "/proc/\(process)/comm")?.split(separator: "\n").first
        return name.map { "\($0) (pid \(process))" } ?? "pid \(process)"
    }

    /// Whether the lock was taken by a process that has ended, and is only left with a child it was inherited by.
    ///
    /// Outside the first pid namespace the kernel tells no number of such a process.
    static func isLeftBehind(_ former: Int32?, onLockOf descriptor: Int32) -> Bool {
        guard let former, let holder = process(ofLockOn: descriptor) else { return false }
        return holder == Int(former) || holder == 0
    }

    /// The number that the kernel tells for the lock; 0 for none, nil when there is no lock.
    private static func process(ofLockOn descriptor: Int32) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, let locks = contents(of: "/proc/locks") else { return nil }
        let file = Self.file(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        for line in locks.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 6, words[1] == "FLOCK", words[5] == file { return Int(words[4]) }
        }
        return nil
    }

    /// The process with a lock on `file` in a text of the form of `/proc/locks`.
    ///
    /// - Shape: `1: FLOCK  ADVISORY  WRITE 1234 00:18:7 0 EOF`; a process of another container has no number here (≤ 0).
    static func process(locking file: String, in locks: String) -> Int? {
        for line in locks.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK", words[5] == file else { continue }
            if let process = Int(words[4]), process > 0 { return process }
        }
        return nil
    }

    /// A file as `/proc/locks` names it: device in hexadecimal, inode in decimal.
    static func file(device: UInt64, inode: UInt64) -> String {
        // The layout of dev_t in user space: the low bytes of both numbers lie between their high ones.
        let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
        let minor = (device & 0xFF) | (device >> 12 & 0xFFFF_FF00)
        return "\(twoDigits(major)):\(twoDigits(minor)):\(inode)"
    }

    private static func twoDigits(_ number: UInt64) -> String {
        (number < 0x10 ? "0" : "") + String(number, radix: 16)
    }

    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 20 {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
