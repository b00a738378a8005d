import LabInstruments
import Testing

/// The least a driver is.
private struct ToyDriver: Instrument {
    static let driver = DriverDescription(
        name: "toy", summary: "A toy", role: .cell, models: ["one"], baud: 9600, version: "1", safety: "None.")
    init(over link: any ByteLink, clock: any LabClock) {}
    func identify() async throws -> InstrumentIdentity {
        InstrumentIdentity(manufacturer: "Toys", model: "one", serialNumber: "SIM1", firmware: "1")
    }
    func makeSafe(_ urgency: Urgency) async throws -> SafeState { .acknowledged }
    func disconnect() async {}
}

private struct BetterToyDriver: Instrument {
    static let driver = DriverDescription(
        name: "toy", summary: "A better toy", role: .pump, models: ["two"], baud: 9600, version: "2", safety: "None.")
    init(over link: any ByteLink, clock: any LabClock) {}
    func identify() async throws -> InstrumentIdentity { throw CannotHold() }
    func makeSafe(_ urgency: Urgency) async throws -> SafeState { .unconfirmed }
    func disconnect() async {}
}

struct DriverCatalogTests {
    @Test func `a driver is found by its name`() throws {
        #expect(try DriverCatalog([ToyDriver.self]).driver(named: "toy") == ToyDriver.self)
    }

    @Test func `an author's driver goes before a built-in one of the same name`() throws {
        let catalog = DriverCatalog([ToyDriver.self, BetterToyDriver.self])
        #expect(catalog.drivers.count == 1)
        #expect(try catalog.driver(named: "toy") == BetterToyDriver.self)
    }

    @Test func `a driver that is not there is refused with those that are`() {
        let error = #expect(throws: UnknownDriver.self) { try DriverCatalog([ToyDriver.self]).driver(named: "gamry") }
        #expect(error?.description == "There is no driver called “gamry”.")
        #expect(error?.hint == "Drivers: toy.")
        #expect(error?.recovery == .refuse)
    }

    @Test func `an instrument whose serial number starts with SIM is an emulator`() {
        var identity = InstrumentIdentity(manufacturer: "", model: "", serialNumber: "SIMPICO0001", firmware: "")
        #expect(identity.isSimulated)
        identity.serialNumber = "PICO0001SIM"
        #expect(!identity.isSimulated)
    }
}
