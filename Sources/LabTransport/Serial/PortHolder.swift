import Glibc

/// Who has a device open without having locked it, as far as /proc lets this user see.
enum PortHolder {
    /// Another process that has `path` open: “python3 (pid 1234)”.
    static func opening(_ path: String) -> String? {
        for process in SystemFiles.names(in: "/proc").compactMap({ Int32($0) }) where process != getpid() {
            let directory = "/proc/\(process)/fd"
            let opens = SystemFiles.names(in: directory).contains { name in
                SystemFiles.target(of: "\(directory)/\(name)") == path
            }
            guard opens else { continue }
            return SystemFiles.word("/proc/\(process)/comm").map { "\($0) (pid \(process))" } ?? "pid \(process)"
        }
        return nil
    }
}
