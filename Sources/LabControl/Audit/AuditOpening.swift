import Glibc
import LabValues

/// What an audit file holds when it is opened, and what its next line must say about that.
struct AuditOpening {
    var chain: AuditChain
    /// The bytes that are whole lines.
    var length: off_t = 0
    var kind = "audit_opened"
    var facts: JSONObject

    /// Reads the file through, cuts off a torn last line, and finds where to go on.
    ///
    /// A file that was changed is continued too: a run must not fail for that, and the verifier will find it.
    init(_ descriptor: Int32, _ path: String, experiment: String, station: String) throws(ControlFault) {
        chain = AuditChain(experiment: experiment, station: station)
        facts = ["format": 1, "station": .string(station), "experiment_id": .string(experiment)]
        var reading = AuditReading(experiment: experiment, station: station)
        var place = 0
        while let chunk = PrivateFile.chunk(of: descriptor, at: place), !chunk.isEmpty {
            reading.take(chunk)
            place += chunk.count
        }
        if let (owner, home) = reading.binding, owner != experiment || home != station {
            throw .belongsElsewhere(path: path, experiment: owner, station: home)
        }
        length = off_t(reading.wholeBytes)
        guard reading.lines > 0 || reading.tornBytes > 0 else { return }
        guard ftruncate(descriptor, length) == 0 else { throw .cannotWrite(path: path, errorNumber: errno) }
        kind = "audit_continued"
        facts["torn_bytes"] = .integer(reading.tornBytes)
        if let flaw = reading.flaw {
            facts["flaw"] = .string(flaw.flaw.rawValue)
            facts["flaw_line"] = .integer(flaw.line)
        }
        chain = AuditChain(after: reading.lines, head: reading.lastHash ?? chain.head)
    }
}
