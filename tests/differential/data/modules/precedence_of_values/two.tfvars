g = "two"
h = "two"
