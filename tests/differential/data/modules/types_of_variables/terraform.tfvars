
n    = "12.50"
s    = 7
b    = "true"
l    = [1, "two", true]
set  = [3, "1", 2, 1]
m    = { b = "2", a = 1 }
t    = [1, "2", "false"]
o    = { a = 1, b = ["1", 2], c = "dropped" }
any  = { x = [1, "a"] }
anyl = [1, "a", true]
anym = { a = 1, b = "x" }
none = [1, "a"]
lm   = [{ a = 1 }, { a = true, b = "c" }]
