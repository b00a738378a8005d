// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "labrunner",
    products: [
        .library(name: "LabPrograms", targets: ["LabPrograms"]),
        .library(name: "LabInstruments", targets: ["LabInstruments"]),
        .library(name: "LabPublishing", targets: ["LabPublishing"]),
        .library(name: "LabControl", targets: ["LabControl"]),
        .library(
            name: "LabRunnerKit", targets: ["LabRunnerKit", "BuiltInDrivers", "BuiltInEmulators", "BuiltInPrograms"]),
        .library(name: "LabTesting", targets: ["LabTesting"]),
        .library(name: "LabValues", targets: ["LabValues"]),
        .library(name: "LabTransport", targets: ["LabTransport"]),
        .library(name: "LabEmulation", targets: ["LabEmulation"]),
        .library(name: "KafkaClient", targets: ["KafkaClient"]),
        .library(name: "LabKafka", targets: ["LabKafka"]),
        .executable(name: "lab-runner", targets: ["lab-runner"]),
        .executable(name: "lab-emulator", targets: ["lab-emulator"]),
        .executable(name: "lab-benchmarks", targets: ["lab-benchmarks"]),
    ],
    traits: [
        .trait(name: "SerialPort", description: "Real serial ports, through libserialport."),
        .trait(name: "Kafka", description: "Kafka as a publisher, through librdkafka."),
        .default(enabledTraits: ["SerialPort", "Kafka"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ]
)

// MARK: Floors. A target may name only targets written above it. (One call per floor: the manifest must type-check quickly.)

package.targets += [
    .systemLibrary(name: "CSerialPort", pkgConfig: "libserialport", providers: [.apt(["libserialport-dev"])]),
    .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
]

floor("LabValues")
floor(
    "KafkaClient",
    on: [
        .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
        .target(name: "CRdKafka", condition: .when(traits: ["Kafka"])),
    ])

floor("LabTransport", on: ["LabValues", .target(name: "CSerialPort", condition: .when(traits: ["SerialPort"]))])
floor("LabPublishing", on: ["LabValues"])
floor("LabControl", on: ["LabValues", .product(name: "Crypto", package: "swift-crypto")])

floor("LabInstruments", on: ["LabValues", "LabTransport"])
floor("LabEmulation", on: ["LabValues", "LabTransport"])
floor(
    "LabOutbox", on: ["LabValues", "LabPublishing", .product(name: "GRDB", package: "GRDB.swift")],
    testedWith: ["LabPublishing", "LabValues", .product(name: "GRDB", package: "GRDB.swift")])
floor(
    "LabKafka",
    on: ["LabValues", "LabPublishing", "LabControl", "KafkaClient", .product(name: "Logging", package: "swift-log")])

floor("LabPrograms", on: ["LabValues", "LabInstruments"])
floor("LabEngine", on: ["LabValues", "LabTransport", "LabInstruments", "LabPrograms", "LabPublishing", "LabControl"])

floor(
    "LabTesting",
    on: [
        "LabValues", "LabTransport", "LabInstruments", "LabEmulation", "LabPublishing", "LabPrograms", "LabEngine",
    ], tested: false)
floor(
    "LabRunnerKit",
    on: [
        "LabEngine", "LabEmulation", "LabPrograms", "LabInstruments", "LabTransport", "LabPublishing", "LabControl",
        "LabOutbox", "LabValues", .target(name: "KafkaClient", condition: .when(traits: ["Kafka"])),
        .target(name: "LabKafka", condition: .when(traits: ["Kafka"])),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"), .product(name: "Yams", package: "Yams"),
    ])

// MARK: Rooms: one line per instrument; its folder holds Driver/, Emulator/, Tests/ and README.md.

let instruments = ["EmStat"]

for name in instruments {
    room("\(name)Driver", at: "Drivers/\(name)/Driver", on: ["LabValues", "LabTransport", "LabInstruments"])
    room("\(name)Emulator", at: "Drivers/\(name)/Emulator", on: ["LabValues", "LabTransport", "LabEmulation"])
    tests(
        "\(name)Tests",
        of: [.target(name: "\(name)Driver"), .target(name: "\(name)Emulator"), "LabEmulation", "LabTesting"],
        at: "Drivers/\(name)/Tests")
}

room(
    "BuiltInDrivers", at: "Drivers/Catalog/Drivers",
    on: ["LabInstruments"] + instruments.map { .target(name: "\($0)Driver") })
room(
    "BuiltInEmulators", at: "Drivers/Catalog/Emulators",
    on: ["LabEmulation"] + instruments.map { .target(name: "\($0)Emulator") })
room("BuiltInPrograms", at: "Programs", on: ["LabPrograms"])

// MARK: The ground-level doors: five-line mains.

package.targets += [
    .executableTarget(
        name: "lab-runner", dependencies: ["LabRunnerKit", "BuiltInDrivers", "BuiltInEmulators", "BuiltInPrograms"]),
    .executableTarget(name: "lab-emulator", dependencies: ["LabRunnerKit", "BuiltInEmulators"]),
    .executableTarget(
        name: "lab-benchmarks",
        dependencies: [
            "LabValues", "LabTransport", "LabPublishing", "LabControl", "LabInstruments", "LabPrograms", "LabEngine",
            "LabOutbox", "LabEmulation", "BuiltInEmulators", .target(name: "EmStatDriver"),
            .target(name: "KafkaClient", condition: .when(traits: ["Kafka"])),
            .target(name: "LabKafka", condition: .when(traits: ["Kafka"])),
            .product(name: "Logging", package: "swift-log"),
        ],
        path: "Benchmarks/LabBenchmarks"),
    // What KafkaClient is held against: plain C on the same library. Without the trait it only says that it is missing.
    .executableTarget(
        name: "plain-producer", dependencies: [.target(name: "CRdKafka", condition: .when(traits: ["Kafka"]))],
        path: "Benchmarks/PlainProducer", cSettings: [.define("KAFKA", .when(traits: ["Kafka"]))]),
]
tests("ArchitectureTests", of: [])
tests("BuiltInProgramsTests", of: ["BuiltInPrograms", "LabPrograms"])
tests(
    "EndToEndTests",
    of: [
        "LabRunnerKit", "LabTesting", "BuiltInDrivers", "BuiltInEmulators", "BuiltInPrograms", "lab-runner",
        "lab-emulator",
    ])

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}

// MARK: Words used above

/// A library in Sources/, with its tests in Tests/.
@MainActor func floor(
    _ name: String, on dependencies: [Target.Dependency] = [], tested: Bool = true,
    testedWith others: [Target.Dependency] = []
) {
    package.targets.append(.target(name: name, dependencies: dependencies))
    if tested { tests("\(name)Tests", of: [.target(name: name), "LabTesting"] + others) }
}

/// A driver, emulator or program: sees only what an outsider sees.
@MainActor func room(_ name: String, at path: String, on dependencies: [Target.Dependency]) {
    package.targets.append(.target(name: name, dependencies: dependencies, path: path, packageAccess: false))
}

/// A test target.
@MainActor func tests(_ name: String, of dependencies: [Target.Dependency], at path: String? = nil) {
    package.targets.append(.testTarget(name: name, dependencies: dependencies, path: path))
}
