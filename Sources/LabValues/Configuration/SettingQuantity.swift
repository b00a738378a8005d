/// A physical quantity that stands in a configuration as a text with its unit.
public enum SettingQuantity: Sendable, Hashable, CaseIterable {
    case area, charge, current, mass, potential, resistance, temperature

    private var type: any ParameterValue.Type {
        switch self {
        case .area: Area.self
        case .charge: ElectricCharge.self
        case .current: ElectricCurrent.self
        case .mass: Mass.self
        case .potential: ElectrodePotential.self
        case .resistance: Resistance.self
        case .temperature: Temperature.self
        }
    }

    /// Its name in running text, without an article: `electric potential`.
    public var name: String { type.kind }

    /// `an electric potential`.
    var nameWithArticle: String { (name.first.map("aeiou".contains) == true ? "an " : "a ") + name }

    /// A value as one would write it: `0.5 V`.
    public var example: String { type.example }

    /// Whether `text` is a number with a unit of this quantity.
    public func accepts(_ text: String) -> Bool { (try? type.init(userText: text)) != nil }
}
