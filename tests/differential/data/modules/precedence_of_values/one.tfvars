f = "one"
g = "one"
h = "one"
