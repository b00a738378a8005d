/// What each target may import. The one table of the house: a new target gets a row here.
///
/// Floors are numbered from the ground up. A row may name rows of lower floors only; `lab-runner`, `lab-emulator`,
/// `lab-benchmarks` and `plain-producer` are doors, above all floors.
enum FloorPlan {
    static let rows = floors + rooms + doors

    /// Where this table stands, for whoever reads a complaint.
    static let home = "Tests/ArchitectureTests/FloorPlan.swift"

    private static let floors = [
        Row(0, "LabValues", at: "Sources/LabValues"),
        Row(0, "KafkaClient", at: "Sources/KafkaClient", imports: ["CRdKafka", "Logging", "Metrics"]),
        Row(1, "LabTransport", at: "Sources/LabTransport", imports: ["LabValues", "CSerialPort"]),
        Row(1, "LabPublishing", at: "Sources/LabPublishing", imports: ["LabValues"]),
        Row(1, "LabControl", at: "Sources/LabControl", imports: ["LabValues", "Crypto"]),
        Row(2, "LabInstruments", at: "Sources/LabInstruments", imports: ["LabValues", "LabTransport"]),
        Row(2, "LabOutbox", at: "Sources/LabOutbox", imports: ["LabValues", "LabPublishing", "GRDB"]),
        Row(
            2, "LabKafka", at: "Sources/LabKafka",
            imports: ["LabValues", "LabPublishing", "LabControl", "KafkaClient", "Logging"]),
        Row(2, "LabEmulation", at: "Sources/LabEmulation", imports: ["LabValues", "LabTransport"]),
        Row(3, "LabPrograms", at: "Sources/LabPrograms", imports: ["LabValues", "LabInstruments"]),
        Row(
            4, "LabEngine", at: "Sources/LabEngine",
            imports: ["LabValues", "LabTransport", "LabPublishing", "LabControl", "LabInstruments", "LabPrograms"]),
        Row(
            5, "LabTesting", at: "Sources/LabTesting",
            imports: [
                "LabValues", "LabTransport", "LabPublishing", "LabInstruments", "LabEmulation", "LabPrograms",
                "LabEngine",
                "Testing",
            ]),
        Row(
            5, "LabRunnerKit", at: "Sources/LabRunnerKit",
            imports: [
                "LabValues", "LabTransport", "LabPublishing", "LabInstruments", "LabEmulation", "LabPrograms",
                "LabEngine", "LabControl", "LabOutbox", "LabKafka", "KafkaClient",
                "ArgumentParser", "Configuration", "Logging", "Yams",
            ]),
    ]

    /// One driver and one emulator per instrument, and the lists of what is built in.
    private static let rooms =
        instruments.flatMap { name in
            [
                Row(
                    3, "\(name)Driver", at: "Drivers/\(name)/Driver",
                    imports: ["LabValues", "LabTransport", "LabInstruments"]),
                Row(
                    3, "\(name)Emulator", at: "Drivers/\(name)/Emulator",
                    imports: ["LabValues", "LabTransport", "LabEmulation"]),
            ]
        } + [
            Row(
                4, "BuiltInDrivers", at: "Drivers/Catalog/Drivers",
                imports: ["LabInstruments"] + instruments.map { "\($0)Driver" }),
            Row(
                4, "BuiltInEmulators", at: "Drivers/Catalog/Emulators",
                imports: ["LabEmulation"] + instruments.map { "\($0)Emulator" }),
            Row(4, "BuiltInPrograms", at: "Programs", imports: ["LabPrograms"], usesToolchain: false),
        ]

    private static let doors = [
        Row(
            6, "lab-runner", at: "Sources/lab-runner",
            imports: ["LabRunnerKit", "BuiltInDrivers", "BuiltInEmulators", "BuiltInPrograms"]),
        Row(6, "lab-emulator", at: "Sources/lab-emulator", imports: ["LabRunnerKit", "BuiltInEmulators"]),
        Row(
            6, "lab-benchmarks", at: "Benchmarks/LabBenchmarks",
            imports: [
                "LabValues", "LabTransport", "LabPublishing", "LabInstruments", "LabPrograms", "LabEngine", "LabOutbox",
                "LabControl", "LabKafka", "KafkaClient", "LabEmulation", "BuiltInEmulators", "EmStatDriver", "Logging",
                "Dispatch",
            ]),
        Row(6, "plain-producer", at: "Benchmarks/PlainProducer", imports: ["CRdKafka"], usesToolchain: false),
    ]

    /// One name per instrument folder in `Drivers/`.
    static let instruments = ["EmStat"]

    /// What comes with the toolchain, open to every row but the programs: an experiment file imports one module.
    static let toolchain: Set = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization", "SwiftOverlayShims",
    ]

    /// Modules of C libraries: their names must not reach the users of the target that imports them.
    static let cModules: Set = ["CSerialPort", "CRdKafka"]
}

/// One target: its floor, its name, its directory, and the modules it may import beside the toolchain's.
struct Row: Hashable, CustomStringConvertible {
    var floor: Int
    var target: String
    var directory: String
    var modules: Set<String>

    init(_ floor: Int, _ target: String, at directory: String, imports: [String] = [], usesToolchain: Bool = true) {
        self.floor = floor
        self.target = target
        self.directory = directory
        modules = Set(imports).union(usesToolchain ? FloorPlan.toolchain : [])
    }

    var description: String { target }

    /// One sentence per import that the table does not allow.
    func complaints(about imports: [SwiftImport], in file: String) -> [String] {
        imports.compactMap { declaration in
            let place = "\(file):\(declaration.line): \(target)"
            if !modules.contains(declaration.module) {
                return "\(place) may not import \(declaration.module) (\(FloorPlan.home))"
            }
            if FloorPlan.cModules.contains(declaration.module), !declaration.staysInside {
                return "\(place) must import \(declaration.module) as internal: C names stay inside their target"
            }
            return nil
        }
    }
}
