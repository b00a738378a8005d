import LabValues
import Testing

struct ByteSizeTests {
    @Test(arguments: [
        ("4096", 4096), ("0", 0), ("64MiB", 64 << 20), ("1 GB", 1_000_000_000), ("2 GiB", 2 << 30), ("5kB", 5000),
        ("5 KiB", 5120), ("7 B", 7), (" 8 MB ", nil), ("1 junk GB", nil), ("-1", nil), ("1.5 GB", nil), ("", nil),
        ("GB", nil), ("１ GB", nil), ("9999999999 GiB", nil), ("1e9", nil),
    ])
    func `a size is a whole number with or without a unit`(text: String, bytes: Int?) {
        #expect(ByteSize(text)?.bytes == bytes)
    }

    @Test(arguments: [(64 << 20, "64 MiB"), (4 << 30, "4 GiB"), (1000, "1000 B"), (5120, "5 KiB"), (0, "0 B")])
    func `a size is printed so that it reads back to itself`(bytes: Int, text: String) {
        #expect("\(ByteSize(bytes))" == text)
        #expect(ByteSize(text)?.bytes == bytes)
    }
}
