#if SerialPort
import CSerialPort
#endif
import Glibc

/// The serial ports of this machine. Nothing is opened, so nothing at their ends notices.
///
/// Which ports there are is read from /sys/class/tty: libserialport's own list opens some of them, and is lost as a
/// whole when one port cannot be read. What each port is, libserialport tells.
public enum SerialPorts {
    /// Whether this build can open serial ports.
    public static var isBuiltIn: Bool {
        #if SerialPort
        true
        #else
        false
        #endif
    }

    /// All ports, in the order of their names. Empty in a build without serial ports.
    public static func list() -> [SerialPortDescription] {
        isBuiltIn ? names(in: "/sys/class/tty").map { describe("/dev/\($0)") } : []
    }

    /// What is known about the port at `path`.
    static func describe(_ path: String) -> SerialPortDescription {
        var found = SerialPortDescription(path: path)
        #if SerialPort
        var opened: OpaquePointer?
        if sp_get_port_by_name(path, &opened) == SP_OK, let port = opened {
            defer { sp_free_port(port) }
            found.description = text(sp_get_port_description(port))
            var vendor: Int32 = 0, product: Int32 = 0
            if sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK {
                found.usb = USBIdentity(
                    vendor: UInt16(truncatingIfNeeded: vendor), product: UInt16(truncatingIfNeeded: product))
            }
            found.serialNumber = text(sp_get_port_usb_serial(port))
            found.manufacturer = text(sp_get_port_usb_manufacturer(port))
            found.product = text(sp_get_port_usb_product(port))
        } else {
            found.problem = .unreadable
        }
        if access(path, R_OK | W_OK) != 0 { found.problem = errno == ENOENT ? .missing : .notPermitted }
        #endif
        return found
    }

    /// The names of terminals that belong to a device, from a directory like /sys/class/tty, numbers in their order.
    ///
    /// Consoles and pseudo-terminals have no device; a `ttyS` of type 0 is a place for a port that is not there.
    static func names(in directory: String) -> [String] {
        SystemFiles.names(in: directory)
            .filter { name in
                access("\(directory)/\(name)/device", F_OK) == 0
                    && !(name.hasPrefix("ttyS") && SystemFiles.word("\(directory)/\(name)/type") == "0")
            }
            .sorted { ordering($0) < ordering($1) }
    }

    /// Letters, then number: ttyUSB2 comes before ttyUSB10.
    private static func ordering(_ name: String) -> (String, Int) {
        let letters = String(name.prefix { !$0.isNumber })
        return (letters, Int(name.dropFirst(letters.count)) ?? -1)
    }

    /// A text from the device's side, without control characters.
    private static func text(_ bytes: UnsafePointer<CChar>?) -> String? {
        guard let bytes else { return nil }
        let scalars = String(cString: bytes).unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        let text = String(String.UnicodeScalarView(scalars.prefix(200)))
        return text.isEmpty ? nil : text
    }
}
