import FoundationEssentials
import Glibc
import LabEngine
import LabInstruments
import LabPublishing
import LabValues

/// One small file for every instrument that is open: `armed/EXPERIMENT.ROLE.json`.
///
/// It goes when the instrument has been made safe; what lies here after a crash was left armed.
struct ArmedFiles: Sendable {
    let directory: String

    init(in state: StateDirectory) throws(CommandFault) { directory = try state.directory("armed") }

    /// Writes the note of an instrument.
    func write(_ instrument: ArmedInstrument) throws(CommandFault) {
        try write(instrument.facts.encoded + [UInt8(ascii: "\n")], to: path(instrument.role, instrument.experiment))
    }

    /// Removes it.
    func remove(_ role: InstrumentRole, in experiment: ExperimentID) { unlink(path(role, experiment)) }

    /// What lies here.
    struct Found: Sendable {
        var instruments: [ArmedInstrument] = []
        /// Files that are no note, in sentences.
        var troubles: [String] = []
    }

    /// Reads every note.
    func all() -> Found {
        var found = Found()
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
            found.troubles.append("\(directory), where the notes are, cannot be read: \(error)")
            return found
        }
        for name in names.sorted() where name.hasSuffix(".json") {
            let path = "\(directory)/\(name)"
            do {
                found.instruments.append(
                    try ArmedInstrument(try JSONReader.read(try PlainFile.read(path, atMost: 64 << 10))))
            } catch {
                found.troubles.append("\(path) is no note of an instrument: \(error).")
            }
        }
        return found
    }

    private func path(_ role: InstrumentRole, _ experiment: ExperimentID) -> String {
        "\(directory)/\(experiment).\(PlainFile.name(for: role.rawValue)).json"
    }

    /// All of it or nothing, also when the power fails.
    private func write(_ bytes: [UInt8], to path: String) throws(CommandFault) {
        let draft = path + ".new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault(path) }
        defer { close(descriptor) }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count, fsync(descriptor) == 0, rename(draft, path) == 0, isDirectorySynced else {
            throw fault(path)
        }
    }

    private var isDirectorySynced: Bool {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        let isSynced = fsync(descriptor) == 0
        let errorNumber = errno
        close(descriptor)
        errno = errorNumber
        return isSynced
    }

    private func fault(_ path: String) -> CommandFault {
        CommandFault(
            "The note that an instrument is in use cannot be written to \(path): \(String(cString: strerror(errno))).",
            hint: "Free the disk, or name another place: --state DIR.",
            code: isDiskTrouble(errno) ? "outbox_full" : "invalid_input")
    }
}
