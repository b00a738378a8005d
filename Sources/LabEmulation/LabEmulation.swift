// LabEmulation
