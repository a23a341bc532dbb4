print("asl")
