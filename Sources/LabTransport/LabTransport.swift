// LabTransport
