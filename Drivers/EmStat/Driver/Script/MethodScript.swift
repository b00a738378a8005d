import LabValues

/// A script for the instrument: lines without their ends, none of them empty, since an empty line ends the script.
struct MethodScript: Sendable, Hashable {
    private(set) var lines: [String] = []

    /// Adds one line: a command and its arguments.
    mutating func add(_ command: String, _ arguments: String...) {
        lines.append(([command] + arguments).joined(separator: " "))
    }

    /// What goes over the wire: the command that loads and runs it, the lines, and the empty line that starts it.
    var bytes: [UInt8] { Array("e\n\(lines.joined(separator: "\n"))\n\n".utf8) }
    /// For people: the script alone.
    var text: String { lines.joined(separator: "\n") + "\n" }
    /// The line an error message counts as `number`, from 1.
    func line(_ number: Int) -> String? { lines.indices.contains(number - 1) ? lines[number - 1] : nil }

    /// Disconnects the cell.
    static let cellOff = Self(lines: ["cell_off"])

    /// Measures one open-circuit potential, which the device refuses (0014) while the cell is on.
    static let cellCheck = Self(lines: [
        "var p", "set_pgstat_chan 0", "set_pgstat_mode 2", "meas_loop_ocp p 50m 50m", "pck_start", "pck_add p",
        "pck_end", "endloop",
    ])
}

func literal(_ value: Double) -> String { MethodScriptLiteral(value).description }
func literal<D>(_ quantity: Quantity<D>) -> String { literal(quantity.value) }
func literal(_ span: Duration) -> String { literal(span.inSeconds) }
