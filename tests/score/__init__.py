"""The scoring harness: the real pipeline over the corpus, against its truth (`make score`)."""
