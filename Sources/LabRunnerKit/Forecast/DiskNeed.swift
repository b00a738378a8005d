import Glibc
import LabValues

/// What a run needs on one disk, and what is free there.
struct DiskNeed: Sendable, Hashable {
    /// A directory on it, as the operator called it.
    let place: String
    /// Bytes.
    var needed: Int
    /// Bytes that this user may write.
    let free: Int
    let isAtLeast: Bool

    /// Whether less than twice the need is free.
    var isTight: Bool { free / 2 < needed }

    /// `about 12 MB; 50 GB free in ./runs`.
    var text: String {
        "\(isAtLeast ? "at least" : "about") \(needed.byteText); \(free.byteText) free in \(place)"
    }

    /// The same for programs.
    var facts: JSONValue {
        [
            "place": .string(place), "needed_bytes": .integer(needed), "free_bytes": .integer(free),
            "at_least": .bool(isAtLeast),
        ]
    }

    /// What the needs at these places come to, those on one disk together; a place that nobody can look at is left out.
    static func needs(_ places: [(path: String, bytes: Int)], isAtLeast: Bool) -> [DiskNeed] {
        var needs: [(device: UInt, need: DiskNeed)] = []
        for (path, bytes) in places {
            guard let disk = disk(under: path) else { continue }
            if let known = needs.firstIndex(where: { $0.device == disk.device }) {
                needs[known].need.needed += bytes
            } else {
                let need = DiskNeed(place: path, needed: bytes, free: disk.free, isAtLeast: isAtLeast)
                needs.append((disk.device, need))
            }
        }
        return needs.map(\.need)
    }

    /// The disk that `path` lies on, or will lie on once it is made.
    private static func disk(under path: String) -> (device: UInt, free: Int)? {
        var place = path.isEmpty ? "." : path
        var facts = stat()
        while stat(place, &facts) != 0 {
            guard errno == ENOENT, place != "/", place != "." else { return nil }
            let parts = place.split(separator: "/", omittingEmptySubsequences: true).dropLast()
            place = (place.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
            if place.isEmpty { place = "." }
        }
        var disk = statvfs()
        guard statvfs(place, &disk) == 0 else { return nil }
        let (free, overflows) = Int(disk.f_bavail).multipliedReportingOverflow(by: Int(disk.f_frsize))
        return (UInt(facts.st_dev), overflows ? .max : free)
    }
}

extension Int {
    /// For a glance: `820 B`, `12 MB`, `1.5 GB`, in powers of a thousand.
    var byteText: String {
        var (value, unit) = (Double(self), "B")
        for next in ["kB", "MB", "GB", "TB"] where value >= 999.5 { (value, unit) = (value / 1000, next) }
        let rounded = value < 9.95 && unit != "B" ? (value * 10).rounded() / 10 : value.rounded()
        let isWhole = rounded == rounded.rounded()
        return (isWhole ? "\(Int(rounded))" : "\(rounded)") + " " + unit
    }
}
