print("daybookd")
