import Glibc
import LabEngine
import LabInstruments
import LabPublishing
import LabValues

/// One small file for every instrument that is open: `armed/EXPERIMENT.ROLE.json`.
///
/// It goes when the instrument has been made safe; what lies here after a crash was left armed.
struct ArmedFiles: InstrumentRegister {
    let directory: String

    init(in state: StateDirectory) throws(CommandFault) { directory = try state.directory("armed") }

    func arm(_ source: InstrumentSource, _ identity: InstrumentIdentity, in experiment: ExperimentID) throws {
        let facts: JSONValue = [
            "experiment_id": .string(experiment.text), "role": .string(source.role.rawValue),
            "address": .string(source.address), "model": .string(identity.model),
            "serial_number": .string(identity.serialNumber), "pid": .integer(Int(getpid())),
        ]
        try write(facts.encoded + [UInt8(ascii: "\n")], to: path(source.role, experiment))
    }

    func disarm(_ role: InstrumentRole, in experiment: ExperimentID) { unlink(path(role, experiment)) }

    private func path(_ role: InstrumentRole, _ experiment: ExperimentID) -> String {
        let name = role.rawValue.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        return "\(directory)/\(experiment).\(name).json"
    }

    private func write(_ bytes: [UInt8], to path: String) throws(CommandFault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault(path) }
        defer { close(descriptor) }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count, fsync(descriptor) == 0 else { throw fault(path) }
    }

    private func fault(_ path: String) -> CommandFault {
        CommandFault(
            "The note that an instrument is in use cannot be written to \(path): \(String(cString: strerror(errno))).",
            hint: "Free the disk, or name another place: --state DIR.",
            code: isDiskTrouble(errno) ? "outbox_full" : "invalid_input")
    }
}
