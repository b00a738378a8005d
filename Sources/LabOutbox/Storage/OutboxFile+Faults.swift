import Glibc
import GRDB
import LabPublishing

/// What SQLite and the operating system say, in our words.
extension OutboxFile {
    /// Runs `body`; whatever it throws becomes a fault of ours.
    static func reporting<Value>(_ path: String, _ body: () throws -> Value) throws(OutboxFault) -> Value {
        do { return try body() } catch { throw fault(error, at: path) }
    }

    /// The fault that an error means.
    static func fault(_ error: any Error, at path: String) -> OutboxFault {
        if let fault = error as? OutboxFault { return fault }
        guard let error = error as? DatabaseError else { return .damaged(path: path, what: "\(error)") }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_SCHEMA, .SQLITE_ERROR, .SQLITE_MISMATCH:
            return .damaged(path: path, what: error.message ?? "\(error.resultCode)")
        case let code: return .storage(StorageFault(path: path, errorNumber: errorNumber(of: code)))
        }
    }

    /// What the operating system must have said; SQLite tells only a full disk apart from other failures.
    private static func errorNumber(of code: ResultCode) -> Int32 {
        switch code {
        case .SQLITE_FULL: ENOSPC
        case .SQLITE_READONLY: EROFS
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: EACCES
        case .SQLITE_NOMEM: ENOMEM
        case .SQLITE_BUSY, .SQLITE_LOCKED: EBUSY
        default: EIO
        }
    }

    /// Refuses links, directories and other people's files.
    static func checkPlainFile(_ path: String) throws(OutboxFault) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .storage(StorageFault(path: path, errorNumber: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else { throw .notOurFile(path: path) }
    }
}
