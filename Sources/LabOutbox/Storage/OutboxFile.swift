import Glibc
import GRDB
import LabPublishing
import LabValues

/// The file of one experiment's outbox: an SQLite database in WAL mode.
///
/// - Shape: `records` (a row per message), `meta` (one row), `sinks`, `notes`, `refused`, `gaps`.
struct OutboxFile: Sendable {
    /// Raised when a file of today cannot be read by the program of yesterday.
    static let format = 1

    let path: String
    let queue: DatabaseQueue

    /// Opens a file that exists.
    ///
    /// - Throws: `OutboxFault`; `.damaged` when it is no outbox.
    init(opening path: String, durability: OutboxDurability = .full, isReadOnly: Bool = false) throws(OutboxFault) {
        self = try Self.reporting(path) { () throws in
            try Self.checkPlainFile(path)
            let queue = try Self.connect(path, durability: durability, isReadOnly: isReadOnly)
            let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
            guard version <= Self.format else { throw OutboxFault.newerFormat(path: path, version: version) }
            guard version > 0 else { throw OutboxFault.damaged(path: path, what: "it holds no outbox") }
            return OutboxFile(path: path, queue: queue)
        }
    }

    private init(path: String, queue: DatabaseQueue) { (self.path, self.queue) = (path, queue) }

    /// Makes a new file; one that is there already is never touched.
    ///
    /// It is made under another name and takes its own when it is complete: a process that is killed meanwhile leaves
    /// no outbox that holds nothing.
    static func create(
        _ path: String, header: StoredHeader, sinks: [StoredSink], durability: OutboxDurability
    ) throws(OutboxFault) -> OutboxFile {
        try reporting(path) { () throws in
            let draft = path + draftSuffix
            for name in draftNames(of: path) { unlink(name) }
            let descriptor = Glibc.open(draft, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw OutboxFault.storage(StorageFault(path: draft, errorNumber: errno)) }
            Glibc.close(descriptor)  // before SQLite opens it: a later close would take SQLite's locks away
            let queue = try connect(draft, durability: durability, isReadOnly: false)
            try queue.write { database in try lay(out: database, header, sinks) }
            try queue.close()  // takes the log into the file, synchronised
            // Nobody else makes it at this moment: the experiment's lock is ours.
            var status = stat()
            guard lstat(path, &status) != 0 else {
                throw OutboxFault.storage(StorageFault(path: path, errorNumber: EEXIST))
            }
            guard rename(draft, path) == 0 else {
                throw OutboxFault.storage(StorageFault(path: path, errorNumber: errno))
            }
            return OutboxFile(path: path, queue: try connect(path, durability: durability, isReadOnly: false))
        }
    }

    /// What a file is called until it is complete.
    private static let draftSuffix = ".new"

    /// What may be left of a file that was never completed.
    static func draftNames(of path: String) -> [String] {
        ["", "-wal", "-shm", "-journal"].map { path + draftSuffix + $0 }
    }

    /// Lets go of the file; the last connection takes what is in the log into it.
    func close() throws { try queue.close() }

    /// Takes what is in the log into the file, and empties the log.
    func checkpoint() throws { _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) } }

    private static func connect(
        _ path: String, durability: OutboxDurability, isReadOnly: Bool
    ) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)  // seconds; only another process's recovery can be in the way
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -2000")
            guard !isReadOnly else { return }
            // Small commits are the rule, and a file system's block is 4 KiB: a larger page only writes more.
            try database.execute(sql: "PRAGMA page_size = 4096")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            // The log is emptied at 4 MB, so that the reserve holds as much again on a full disk.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 1000")
            try database.execute(sql: "PRAGMA journal_size_limit = 4194304")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        guard !isReadOnly else { return queue }
        let level = durability == .full ? 2 : 1
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = \(level)")
            guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == level else {
                throw OutboxFault.damaged(path: path, what: "SQLite does not take the durability")
            }
        }
        return queue
    }

    private static func lay(out database: Database, _ header: StoredHeader, _ sinks: [StoredSink]) throws {
        for statement in schema { try database.execute(sql: statement) }
        try database.execute(sql: "PRAGMA user_version = \(format)")
        try database.execute(
            sql: "INSERT INTO meta VALUES (1, ?, ?, ?, ?, ?, 0, 0, ?)",
            arguments: [
                header.experiment.text, header.writer, header.begun, header.ended, header.lastSeq,
                CRC32C.meta(lastSeq: header.lastSeq, rows: 0, bytes: 0),
            ])
        for sink in sinks { try insert(sink, into: database) }
    }

    static func insert(_ sink: StoredSink, into database: Database) throws {
        try database.execute(
            sql: "INSERT INTO sinks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                sink.id, sink.sink.address.text, sink.sink.host, sink.sink.isLocal, sink.started, sink.cursor,
                sink.delivered, sink.refused, sink.dropped, sink.checksum,
            ])
    }

    private static let schema = [
        """
        CREATE TABLE records (
            seq INTEGER PRIMARY KEY, timestamp INTEGER NOT NULL, committed INTEGER NOT NULL, kind TEXT NOT NULL,
            crc INTEGER NOT NULL, bytes BLOB NOT NULL)
        """,
        """
        CREATE TABLE meta (
            id INTEGER PRIMARY KEY CHECK (id = 1), experiment TEXT NOT NULL, writer TEXT NOT NULL,
            begun INTEGER NOT NULL, ended INTEGER, last_seq INTEGER NOT NULL, rows INTEGER NOT NULL,
            bytes INTEGER NOT NULL, crc INTEGER NOT NULL)
        """,
        """
        CREATE TABLE sinks (
            id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, host TEXT NOT NULL, is_local INTEGER NOT NULL,
            started INTEGER NOT NULL, cursor INTEGER NOT NULL, delivered INTEGER NOT NULL,
            refused INTEGER NOT NULL, dropped INTEGER NOT NULL, crc INTEGER NOT NULL)
        """,
        """
        CREATE TABLE notes (
            sink INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, crc INTEGER NOT NULL,
            PRIMARY KEY (sink, name))
        """,
        """
        CREATE TABLE refused (
            sink INTEGER NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (seq, sink))
        """,
        """
        CREATE TABLE gaps (
            sink INTEGER NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, count INTEGER NOT NULL,
            policy TEXT NOT NULL, PRIMARY KEY (sink, first_seq))
        """,
    ]
}
