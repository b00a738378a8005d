/// The drivers a program was built with, by name.
public struct DriverCatalog: Sendable {
    /// All of them, in the order they were given.
    public let drivers: [any Instrument.Type]

    /// A catalogue of `drivers`; of two with one name the later wins.
    public init(_ drivers: [any Instrument.Type]) {
        var kept: [any Instrument.Type] = []
        for driver in drivers {
            kept.removeAll { $0.driver.name == driver.driver.name }
            kept.append(driver)
        }
        self.drivers = kept
    }

    /// The driver called `name`.
    ///
    /// - Throws: `UnknownDriver` with what exists.
    public func driver(named name: String) throws(UnknownDriver) -> any Instrument.Type {
        guard let driver = drivers.first(where: { $0.driver.name == name }) else {
            throw UnknownDriver(name: name, known: drivers.map { $0.driver.name })
        }
        return driver
    }
}

/// There is no driver of that name.
public struct UnknownDriver: LabFault, Hashable {
    /// What was asked for.
    public let name: String
    /// What exists.
    public let known: [String]

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }
    public var description: String { "There is no driver called “\(name)”." }
    public var hint: String? { "Drivers: " + known.joined(separator: ", ") + "." }
}
