import Glibc
import LabTransport

/// A name for an instrument that is the same however its address is written: what a lock on it is called.
struct InstrumentKey: Sendable, Hashable, CustomStringConvertible {
    let description: String

    /// The key of what `link` leads to; nil for what ends with this process.
    ///
    /// - Parameter ports: the serial ports that there are.
    init?(_ link: LinkAddress, among ports: [SerialPortDescription]) {
        switch link.scheme {
        case "sim", "replay": return nil
        case "serial" where link.place.hasPrefix("usb="):
            // A serial number says which one it is, also while its plug is out.
            let named = USBSelector(link.place.dropFirst(4)).flatMap { $0.serialNumber == nil ? nil : "\($0)" }
            let port = Self.port(link, among: ports)
            description = named ?? port.map { Self.text(of: $0) } ?? "\(link.scheme):\(link.place)"
        case "serial":
            description = Self.port(link, among: ports).map { Self.text(of: $0) } ?? Self.device(link.place)
        case "pty": description = Self.device(link.place)
        default: description = "\(link.scheme):\(link.place.lowercased())"
        }
    }

    /// What the USB device behind a serial port says of itself; nil where there is none.
    static func usb(behind link: LinkAddress, among ports: [SerialPortDescription]) -> USBSelector? {
        guard link.scheme == "serial", let port = port(link, among: ports), let identity = port.usb else { return nil }
        return USBSelector(identity, serialNumber: port.serialNumber)
    }

    /// As part of a file's name: what may not stand there is written in hexadecimal.
    var fileName: String {
        let bytes = PlainFile.name(for: description)
        // A name has room for 255 bytes; two addresses that differ only in their middle share a lock, and no more.
        return bytes.utf8.count <= 200 ? bytes : String(bytes.prefix(100)) + String(bytes.suffix(100))
    }

    private static func port(_ link: LinkAddress, among ports: [SerialPortDescription]) -> SerialPortDescription? {
        if link.place.hasPrefix("usb=") {
            guard let selector = USBSelector(link.place.dropFirst(4)) else { return nil }
            let matching = ports.filter(selector.matches)
            return matching.count == 1 ? matching.first : nil
        }
        let path = realPath(link.place)
        return ports.first { $0.path == path }
    }

    private static func text(of port: SerialPortDescription) -> String {
        guard let usb = port.usb, let number = port.serialNumber, !number.isEmpty else { return device(port.path) }
        return "\(USBSelector(usb, serialNumber: number))"
    }

    private static func device(_ path: String) -> String { "device:" + (realPath(path) ?? path) }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
