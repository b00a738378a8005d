import LabValues

/// What a device says about itself when asked `t`.
///
/// - Shape: `espico1601#Oct  2 2019 10:33:14`: a type of six letters (the Pico's bootloader has five), digits of the
///   version (x.y or x.y.zz), and a date after `#`.
struct FirmwareVersion: Hashable, Sendable {
    /// `espico`
    let type: String
    /// `1.6.01`
    let version: String
    /// As sent, the date's blanks included.
    let text: String

    /// Reads the first line of the answer, without its `t`; nil when no MethodSCRIPT device says such a thing.
    init?(_ answer: ArraySlice<UInt8>) {
        let text = String(decoding: answer, as: UTF8.self)
        guard let type = Self.types.first(where: { text.hasPrefix($0) }) else { return nil }
        let digits = text.dropFirst(type.count).prefix { $0 >= "0" && $0 <= "9" }
        let rest = text.dropFirst(type.count + digits.count)
        guard digits.count == 2 || digits.count == 4, rest.isEmpty || rest.first == "#" else { return nil }
        self.type = type
        self.text = text
        let patch = digits.dropFirst(2)
        version = "\(digits.prefix(1)).\(digits.dropFirst().prefix(1))" + (patch.isEmpty ? "" : ".\(patch)")
    }

    var model: EmStatModel? { EmStatModel.all.first { $0.firmwareNames.contains(type) } }
    /// A device that waits for firmware and measures nothing.
    var isBootloader: Bool { type == "espbl" }

    /// What MethodSCRIPT devices call themselves, whether this driver drives them or not.
    private static let types = ["espico", "espbl", "senswb", "es4_lr", "es4_hr", "mes4lr", "mes4hr", "nexus1"]
}
