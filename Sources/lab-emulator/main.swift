import BuiltInEmulators
import LabEmulation
import LabRunnerKit

LabEmulator.main(emulators: .builtIn)
