import Glibc

/// Who has a device open or locked, as far as /proc lets this user see.
enum PortHolder {
    /// The process that holds an advisory lock on the open file `descriptor`.
    static func locking(_ descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, let table = SystemFiles.text("/proc/locks") else { return nil }
        return process(locking: status.st_dev, inode: status.st_ino, in: table).flatMap(name)
    }

    /// Another process that has `path` open.
    static func opening(_ path: String) -> String? {
        for process in SystemFiles.names(in: "/proc").compactMap({ Int32($0) }) where process != getpid() {
            let directory = "/proc/\(process)/fd"
            let opens = SystemFiles.names(in: directory).contains { name in
                SystemFiles.target(of: "\(directory)/\(name)") == path
            }
            if opens { return name(process) }
        }
        return nil
    }

    /// The process that locks a file, from the text of /proc/locks (proc(5)).
    static func process(locking device: UInt, inode: UInt, in table: String) -> Int32? {
        let (major, minor) = numbers(of: device)
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK", let process = Int32(words[4]), process > 0 else { continue }
            let file = words[5].split(separator: ":")
            guard file.count == 3, UInt(file[0], radix: 16) == major, UInt(file[1], radix: 16) == minor else {
                continue
            }
            if UInt(file[2]) == inode { return process }
        }
        return nil
    }

    /// Major and minor number of a device, as the C library packs them.
    static func numbers(of device: UInt) -> (major: UInt, minor: UInt) {
        ((device >> 8) & 0xFFF | (device >> 32) & ~0xFFF, device & 0xFF | (device >> 12) & ~0xFF)
    }

    private static func name(_ process: Int32) -> String? {
        let command = SystemFiles.word("/proc/\(process)/comm").map { String($0.filter { !$0.isNewline }.prefix(40)) }
        return "\(command ?? "a program") (process \(process))"
    }
}
