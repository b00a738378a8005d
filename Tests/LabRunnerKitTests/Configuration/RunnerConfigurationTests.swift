import Foundation
import LabValues
import Testing

@testable import LabRunnerKit

struct RunnerConfigurationTests {
    private let bench: ConfigurationBench

    init() throws { bench = try ConfigurationBench() }

    @Test func `without a file and without a variable nothing is set`() throws {
        let configuration = try bench.read(nil, ["PATH": "/bin", "LABEL": "x"])
        #expect(configuration.settings == Settings())
        #expect(configuration.warnings.isEmpty)
    }

    @Test func `the environment goes before the file, and each value knows where it comes from`() throws {
        let text = """
            station: bench-1
            metadata:
              sample: A7
              sampleHolder: left
            """
        let settings = try bench.read(text, ["LAB_STATION": "bench-2", "LAB_METADATA_SAMPLE_HOLDER": "right"]).settings
        #expect(settings[RunnerKeys.station] == .init("bench-2", from: "LAB_STATION"))
        #expect(settings[named: "metadata.sample"] == .init("A7", from: bench.directory.path + "/lab.yaml:3"))
        #expect(settings[named: "metadata.sampleHolder"]?.text == "right")
        #expect(settings.values.count == 3)
    }

    @Test(arguments: [
        ("LAB_VAULT_PROPERTIES_SOCKET_TIMEOUT_MS", "vault.properties.socket.timeout.ms", "5"),
        ("LAB_METADATA_WORKING_ELECTRODE", "metadata.working_electrode", "GC"),
        ("LAB_METADATA_ELECTRODE_AREA", "metadata.electrode_area", "7 mm2"),
        ("LAB_METADATA_REQUIRED", "metadata.required", "sample,operator"), ("LAB_LIMITS_E_MAX", "limits.e_max", "1V"),
        ("LAB_OUTBOX_WHEN_FULL", "outbox.whenFull", "dropOldest"), ("LAB_VAULT_USERNAME", "vault.username", "ada"),
    ])
    func `a variable leads to its key`(variable: String, name: String, text: String) throws {
        let settings = try bench.read(nil, [variable: text]).settings
        #expect(settings.values == [name: .init(text, from: variable)])
    }

    @Test func `a variable like a group of keys is a fault with a guess, any other a warning`() throws {
        #expect(
            try bench.faults(nil, ["LAB_OUTBOX_MAX_BITES": "1"])
                == [
                    .unknown(
                        key: "LAB_OUTBOX_MAX_BITES", source: "the environment", nearest: "LAB_OUTBOX_MAX_BYTES")
                ])
        #expect(try bench.faults(nil, ["LAB_VAULT": "1", "LAB_METADATA_": "1"]).count == 2)
        let configuration = try bench.read(nil, ["LAB_COAT": "white"])
        #expect(configuration.warnings == ["The environment variable LAB_COAT is no setting of this runner."])
    }

    @Test(
        arguments: [
            ("outbox: {maxByte: 1}", "outbox.maxByte", "outbox.maxBytes"), ("outbx: {maxBytes: 1}", "outbx", "outbox"),
            ("Station: a", "Station", "station"),
            ("publishers: {a: {snk: b}}", "publishers.a.snk", "publishers.a.sink"),
            ("limits: {emax: 1V}", "limits.emax", "limits.e_max"), ("kafka: {preset: a}", "kafka", nil),
            ("station: {a: b}", nil, nil), ("vault: {properties: {'': b}}", "vault.properties.", "vault.properties"),
        ] as [(String, String?, String?)])
    func `an unknown key is a fault with a guess`(text: String, key: String?, nearest: String?) throws {
        let faults = try bench.faults(text)
        guard let key else {
            guard case .wrongKind = faults.first else { return #expect(Bool(false), "\(faults)") }
            return
        }
        #expect(faults.first?.key == key)
        guard case .unknown(_, _, nearest) = faults.first else { return #expect(Bool(false), "\(faults)") }
    }

    @Test(arguments: [
        "station: [a, b]", "station:", "station: ''", "outbox: 7", "outbox: {maxMessages: many}",
        "outbox: {maxMessages: 1e6}", "outbox: {maxMessages: 5}", "outbox: {maxBytes: 64}",
        "outbox: {retention: 24}", "outbox: {retention: 24 V}", "outbox: {whenFull: drop}",
        "limits: {e_max: 3}", "limits: {i_max: 1 V}", "limits: {step_time: 0 s}", "limits: {e_min: 1 V, e_max: 0 V}",
        "limits: {excess_points: -1}", "metadata: {electrode_area: 3 V}", "metadata: {required: [a, [b]]}",
        "metadata: {required: [a, ~]}", "metadata: {sample: {name: A}}", "metadata: {sample: [A]}", "metadata: x",
        "publishers: {a: {sink: 'ftp:here'}}", "publishers: {a: {enabled: true}}",
        "publishers: {a: {sink: 'null', enabled: yes}}", "publishers: ['file:x']", "publishers: {a: 'file:x'}",
        "vault: {caFile: absent.pem}", "vault: {passwordFile: absent}", "vault: {mode: ajar}", "[a]: b", "~: b",
    ])
    func `a value that does not fit is a fault, whether the run needs it or not`(text: String) throws {
        let faults = try bench.faults(text)
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.description.hasSuffix(".") == true)
    }

    @Test func `all faults are told at once, each with key, line and value`() throws {
        let refusal = ConfigurationRefused(
            faults: try bench.faults(
                """
                station: []
                outbx: {}
                outbox: {maxMessages: many}
                limits: {e_max: 3}
                vault: {mode: ajar}
                """, ["LAB_OUTBOX_RETENTION": "soon"]))
        let lines = refusal.description.split(separator: "\n")
        #expect(lines.count == 6)
        let path = bench.directory.path + "/lab.yaml"
        for words in [
            "(\(path):1)", "“outbx” (\(path):2). Did", "“many” (\(path):3)", "“3” (\(path):4)", "“ajar” (\(path):5)",
        ] {
            #expect(lines.contains { $0.contains(words) }, "\(words)")
        }
        #expect(lines.contains { $0.contains("“soon” (LAB_OUTBOX_RETENTION)") })
    }

    @Test func `a relative path begins at the file that names it, one in the environment does not`() throws {
        _ = try bench.file("certificate", named: "ca.pem")
        let path = bench.directory.path + "/ca.pem"
        #expect(try bench.read("vault: {caFile: ca.pem}").settings[VaultPublisher.caFile]?.text == path)
        #expect(try bench.read("vault: {caFile: '\(path)'}").settings[VaultPublisher.caFile]?.text == path)
        #expect(try bench.faults(nil, ["LAB_VAULT_CA_FILE": "ca.pem"]).count == 1)
    }

    @Test func `names with dots and groups say the same, and the runner's names keep their dashes`() throws {
        let settings = try bench.read(
            "publishers.my-archive.sink: 'null'\nvault: {properties: {a.b: 1, c: {d: 2}}}",
            ["LAB_PUBLISHERS_MY_ARCHIVE_SINK": "file:x"]
        ).settings
        #expect(settings[named: "publishers.my-archive.sink"]?.text == "file:x")
        #expect(settings.entries(of: VaultPublisher.properties).map(\.name) == ["a.b", "c.d"])
    }

    @Test func `the outbox has its standard values where nothing is said`() throws {
        let outbox = try OutboxSettings(bench.read("outbox: {maxMessages: 1000, retention: 2h}").settings)
        #expect(outbox.maxBytes == 4 << 30)
        #expect(outbox.maxMessages == 1000)
        #expect(outbox.retention == .seconds(7200))
        #expect(outbox.maxMessageBytes == 262_144)
        #expect((outbox.whenFull, outbox.durability) == ("stopSafely", "full"))
    }

    @Test func `every standard value fits its own key`() {
        for key in SettingCatalog(bench.publishers).keys {
            #expect(key.standard.map(key.shape.accepts) != false, "\(key.name)")
        }
    }
}
