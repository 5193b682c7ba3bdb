e = "b.auto"
f = "b.auto"
g = "b.auto"
h = "b.auto"
