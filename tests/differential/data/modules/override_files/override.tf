locals { x = "override" }
