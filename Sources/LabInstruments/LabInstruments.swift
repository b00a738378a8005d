// LabInstruments
