enum WarmKarvanSync {}
