"""A new version of Matside: from a signed package or an apt source, watched over, with a way back."""
