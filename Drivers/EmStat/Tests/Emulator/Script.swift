/// Scripts as a driver would send them, and numbers out of packages.
enum Script {
    /// A measurement loop with its set-up, each point sent as a package, and the cell switched off at the end.
    static func measurement(
        _ loop: String, mode: Int = 2, range: String = "set_range ba 100u",
        adding fields: String = "pck_add p\npck_add c"
    ) -> String {
        """
        var p
        var c
        set_pgstat_chan 0
        set_pgstat_mode \(mode)
        set_max_bandwidth 40
        \(range)
        set_e 0
        cell_on
        \(loop)
        pck_start
        \(fields)
        pck_end
        endloop
        on_finished:
        cell_off
        """
    }

    /// A cyclic voltammetry.
    static func cyclic(_ settings: String, adding fields: String = "pck_add p\npck_add c") -> String {
        measurement("meas_loop_cv p c \(settings)", adding: fields)
    }

    /// The current in a package of potential and current, in amperes.
    static func current(in package: String) -> Double? {
        guard let field = package.split(separator: ";").last?.dropFirst(2).prefix(8),
            let mantissa = Int(field.dropLast(), radix: 16), let letter = field.last
        else { return nil }
        let powers: [Character: Double] = ["a": 1e18, "f": 1e15, "p": 1e12, "n": 1e9, "u": 1e6, "m": 1e3, " ": 1]
        return powers[letter].map { Double(mantissa - 0x800_0000) / $0 }
    }
}
