/// What a quantity measures: its name, the unit it is stored in, and the units people write it in.
///
/// Conform an uninhabited `enum` and name the quantity with a type alias; reading, printing and
/// arithmetic then come with ``Quantity``.
public protocol Dimension: Sendable {
    /// The name in running text, without an article: `"electric potential"`.
    static var name: String { get }

    /// The symbol of the coherent SI unit in which ``Quantity/value`` is stored: `"V"`.
    static var unit: String { get }

    /// Every unit that may be written; the first is the one printed and must convert without a factor or an offset.
    static var units: [UnitOfMeasure] { get }

    /// A unit printed instead of the first where that is shorter and reads back to the identical value.
    static var alternativeUnit: UnitOfMeasure? { get }

    /// A value as a user would write it, for messages: `"0.5 V"`.
    static var example: String { get }
}

extension Dimension {
    /// None, unless the dimension says otherwise.
    public static var alternativeUnit: UnitOfMeasure? { nil }
}
