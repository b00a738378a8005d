/// A unit as found in a text: which one, and the power of ten of its prefix.
struct WrittenUnit {
    let unit: UnitOfMeasure
    let prefixExponent: Int

    init(_ unit: UnitOfMeasure, prefixExponent: Int = 0) {
        self.unit = unit
        self.prefixExponent = prefixExponent
    }

    /// The unit a text spells, with or without prefix; a spelling without prefix wins (`min` is a minute).
    init?(_ text: Substring, among units: [UnitOfMeasure]) {
        if let unit = units.first(where: { $0.isSpelled(text) }) {
            self.init(unit)
            return
        }
        guard let first = text.first, let exponent = MetricPrefix.exponent(of: first) else { return nil }
        let bare = text.dropFirst()
        guard let unit = units.first(where: { $0.prefixes != .none && $0.isSpelled(bare) }) else { return nil }
        self.init(unit, prefixExponent: exponent)
    }

    /// The name of the known dimension a unit belongs to.
    static func dimensionName(of text: Substring) -> String? {
        knownDimensions.first { WrittenUnit(text, among: $0.units) != nil }?.name
    }
}

extension UnitOfMeasure {
    /// Whether a text spells a unit of any dimension, with or without prefix: `mV/s`.
    package static func isKnown(_ text: Substring) -> Bool { WrittenUnit.dimensionName(of: text) != nil }

    /// Swift compares by canonical equivalence, so OHM SIGN and KELVIN SIGN equal Ω and K.
    fileprivate func isSpelled(_ text: Substring) -> Bool {
        text == symbol || otherSpellings.contains { text == $0 }
    }
}

/// The dimensions that a wrong unit is looked up in.
private let knownDimensions: [any Dimension.Type] = [
    ElectricPotentialDimension.self, ElectricCurrentDimension.self, ElectricChargeDimension.self,
    ScanRateDimension.self, TimeDimension.self, FrequencyDimension.self, ResistanceDimension.self,
    CapacitanceDimension.self, VolumeDimension.self, FlowRateDimension.self, AreaDimension.self, MassDimension.self,
    TemperatureDimension.self, PlaneAngleDimension.self,
]
