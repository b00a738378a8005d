import Glibc
import LabValues
import Testing

@testable import LabPublishing

struct FilePublisherTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func publisher(_ id: String = "exp-1") throws -> FilePublisher {
        try FilePublisher(in: directory.path + "/runs", for: try experiment(id))
    }

    private let run = [
        event(.experimentStarted, JSONObject([("program", "cyclic-voltammetry"), ("simulated", true)])),
        stepStarted(2, "CV 100 mV/s", [("script", "e\nmeas_loop_cv\n\n"), ("script_type", "mscr")]),
        points([(0, 0.25, nil)], phase: .equilibration),
        points([(0, 0, 1.5e-6), (0.1, 0.1, nil)], status: [.overload, .timingError], range: 1e-4),
        points([(0.2, nil, -2.3e-6)], cycle: 2),
        event(.stepCompleted, JSONObject([("step_index", 2)])),
        stepStarted(3, "Rest"),
        stepStarted(2, "CV 100 mV/s", [("attempt", 2)]),
        points([(0, 1, 1e-9)], attempt: 2),
        event(.experimentFinished, JSONObject([("outcome", "completed")])),
    ]

    @Test func `a run has its files, each with its content`() async throws {
        let publisher = try publisher()
        let records = try records(run)
        try await publisher.publish(records)
        try await publisher.flush(within: .seconds(1))

        #expect(
            try directory.names(in: "runs/exp-1") == [
                "002-CV-100mVs.attempt2.csv", "002-CV-100mVs.csv", "data.jsonl", "events.jsonl", "run.json", "scripts",
            ])
        #expect(publisher.location == directory.path + "/runs/exp-1")
        #expect(
            try directory.text(of: "runs/exp-1/002-CV-100mVs.csv") == """
                t/s,E/V,I/A,cycle,range/A,status
                0.0,0.0,1.5e-06,1,0.0001,overload|timing_error
                0.1,0.1,,1,0.0001,overload|timing_error
                0.2,,-2.3e-06,2,,

                """)
        #expect(try directory.lines(of: "runs/exp-1/002-CV-100mVs.attempt2.csv").count == 2)
        #expect(try directory.names(in: "runs/exp-1/scripts") == ["002-CV-100mVs.mscr"])
        #expect(try directory.text(of: "runs/exp-1/scripts/002-CV-100mVs.mscr") == "e\nmeas_loop_cv\n\n")
        let data = try directory.lines(of: "runs/exp-1/data.jsonl").map { Array($0.utf8) }
        #expect(data == [3, 4, 5, 9].map { records[$0 - 1].bytes })
        let events = try directory.lines(of: "runs/exp-1/events.jsonl").map { Array($0.utf8) }
        #expect(events == [1, 2, 6, 7, 8, 10].map { records[$0 - 1].bytes })
    }

    @Test func `run json holds the facts of the start, and later those of the end`() async throws {
        let publisher = try publisher()
        try await publisher.publish(try records(Array(run[..<1])))
        var summary = try JSONReader.read(try directory.text(of: "runs/exp-1/run.json").utf8)
        #expect(summary["experiment_id"] == "exp-1")
        #expect(summary["started"]?["program"] == "cyclic-voltammetry")
        #expect(summary["started"]?["timestamp"]?.text == morning.description)
        #expect(summary["finished"] == .null)
        try await publisher.publish(try records(Array(run[9...]), from: 10))
        summary = try JSONReader.read(try directory.text(of: "runs/exp-1/run.json").utf8)
        #expect(summary["finished"]?["outcome"] == "completed")
        #expect(summary["started"]?["simulated"] == true)
    }

    @Test func `a table holds the numbers of the JSON lines to the last digit`() async throws {
        let publisher = try publisher()
        let values = (0..<500).map { _ in
            (t: Double.random(in: 0...1e4), e: Double.random(in: -2...2), i: Double.random(in: -1e-3...1e-3) / 1e6)
        }
        try await publisher.publish(try records([points(values.map { ($0.t, $0.e, $0.i) })]))
        let rows = try directory.lines(of: "runs/exp-1/002-CV.csv").dropFirst()
        let line = try #require(try directory.lines(of: "runs/exp-1/data.jsonl").first)
        for (row, value) in zip(rows, values) {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            #expect(Double(cells[0]) == value.t && Double(cells[1]) == value.e && Double(cells[2]) == value.i)
            #expect(line.contains(#"{"t":\#(cells[0]),"e":\#(cells[1]),"i":\#(cells[2])}"#))
        }
        #expect(rows.count == 500)
    }

    @Test func `directories are 0700 and files 0600`() async throws {
        let publisher = try publisher()
        try await publisher.publish(try records(run))
        for name in ["runs", "runs/exp-1", "runs/exp-1/scripts"] { #expect(try directory.mode(of: name) == 0o700) }
        for name in ["events.jsonl", "data.jsonl", "run.json", "002-CV-100mVs.csv", "scripts/002-CV-100mVs.mscr"] {
            #expect(try directory.mode(of: "runs/exp-1/" + name) == 0o600)
        }
    }

    @Test func `an experiment that is there already is refused and stays as it is`() async throws {
        let first = try publisher()
        try await first.publish(try records(run))
        let before = try directory.text(of: "runs/exp-1/events.jsonl")
        let path = directory.path + "/runs/exp-1"
        let fault = #expect(throws: SinkFault.self) { try publisher() }
        #expect(fault == .experimentExists(path: path))
        #expect(fault?.hint?.contains("--experiment-id") == true)
        #expect(try directory.text(of: "runs/exp-1/events.jsonl") == before)
    }

    @Test func `a symbolic link in the place of an experiment is not followed`() throws {
        try #require(mkdir(directory.path + "/runs", 0o700) == 0)
        for target in ["/nowhere-at-all", directory.path] {
            let path = directory.path + "/runs/exp-1"
            unlink(path)
            try #require(symlink(target, path) == 0)
            #expect(throws: SinkFault.experimentIsLink(path: path)) { try publisher() }
        }
    }

    @Test(arguments: ["file", "file/deeper"])
    func `a place that is a file is refused`(name: String) throws {
        close(open(directory.path + "/file", O_CREAT | O_WRONLY, 0o600))
        let place = directory.path + "/" + name
        #expect(throws: SinkFault.noDirectory(path: place)) { try FilePublisher(in: place, for: try experiment()) }
    }

    @Test func `a place where nothing can be made is refused`() throws {
        let fault = #expect(throws: SinkFault.self) { try FilePublisher(in: "/proc/runs", for: try experiment()) }
        #expect(fault?.description.hasPrefix("The directory /proc/runs cannot be made: ") == true)
    }

    @Test func `records that are there already are not written again`() async throws {
        let publisher = try publisher()
        let records = try records(run)
        try await publisher.publish(Array(records[..<6]))
        try await publisher.publish(records)
        try await publisher.publish(Array(records[3...]))
        #expect(try directory.lines(of: "runs/exp-1/events.jsonl").count == 6)
        #expect(try directory.lines(of: "runs/exp-1/data.jsonl").count == 4)
        #expect(try directory.lines(of: "runs/exp-1/002-CV-100mVs.csv").count == 4)
    }

    @Test func `many steps at once leave few files open, and every row in its table`() async throws {
        let publisher = try publisher()
        let before = try openDescriptors()
        var messages: [LabMessage] = []
        for round in 0..<3 {
            for step in 0..<40 { messages.append(points([(Double(round), Double(step), 0)], step: step)) }
        }
        for (offset, message) in messages.enumerated() {
            try await publisher.publish(try records([message], from: offset + 1))
        }
        #expect(try openDescriptors() - before <= 4)
        for step in [0, 7, 39] {
            let name = "runs/exp-1/\(StepFileName(index: step, title: "", technique: "CV").stem).csv"
            #expect(try directory.lines(of: name).count == 4)
        }
    }

    /// Those that lead into this test's own directory: other tests run beside this one.
    private func openDescriptors() throws -> Int {
        var buffer = [UInt8](repeating: 0, count: 4096)
        return (0..<1024).filter { number in
            let count = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
            guard count > 0 else { return false }
            return String(decoding: buffer[..<count], as: UTF8.self).hasPrefix(directory.path)
        }.count
    }

    @Test func `a script type that is no plain word becomes txt`() async throws {
        let publisher = try publisher()
        let steps = [("../x", 0), ("", 1), ("mscr", 2), ("a.b", 3), (String(repeating: "x", count: 99), 4)]
        try await publisher.publish(
            try records(
                steps.map { type, index in
                    stepStarted(index, "s", [("script", "x"), ("script_type", .string(type))])
                }))
        #expect(
            try directory.names(in: "runs/exp-1/scripts") == [
                "000-s.txt", "001-s.txt", "002-s.mscr", "003-s.txt", "004-s.txt",
            ])
    }
}
