"""Templates and definitions read without data: every fault at its cell or shape."""
