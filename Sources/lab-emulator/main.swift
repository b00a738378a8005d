print("lab-emulator")
