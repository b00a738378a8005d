import Crypto
public import LabValues

/// Where the control socket of a run is.
public struct ControlSocketPath: Sendable, Hashable, CustomStringConvertible {
    /// The directory.
    public let directory: String
    /// The name within it.
    public let name: String

    /// A longer path is hashed: `sun_path` holds 108 bytes (unix(7)), and clients of other makes may hold less.
    public static let longestPath = 100

    /// The whole path.
    public var description: String { directory == "/" ? "/" + name : directory + "/" + name }

    /// The socket of `experiment` among those in `directory`: `EXPERIMENT_ID.sock`, or, where that path is longer than
    /// 100 bytes, the first 16 hexadecimal digits of the id's SHA-256 and `.sock`.
    public init(in directory: String, for experiment: ExperimentID) {
        self.directory = directory
        let plain = experiment.text + ".sock"
        let isLong = directory.utf8.count + 1 + plain.utf8.count > Self.longestPath
        let hash = Hexadecimal.text(SHA256.hash(data: Array(experiment.text.utf8)).prefix(8))
        name = isLong ? hash + ".sock" : plain
    }

    /// The socket at `path`, as the operator named it.
    ///
    /// - Throws: `ControlFault.pathTooLong` when even its name alone is too long, or empty.
    public init(_ path: String) throws(ControlFault) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let name = String(parts.last ?? "")
        guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 80, !path.utf8.contains(0) else {
            throw .pathTooLong(path: path)
        }
        self.name = name
        let directory = parts.dropLast().joined(separator: "/")
        self.directory = parts.count == 1 ? "." : directory.isEmpty ? "/" : directory
    }
}
