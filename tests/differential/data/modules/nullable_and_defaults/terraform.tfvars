kept = null
never = null
typed = null
