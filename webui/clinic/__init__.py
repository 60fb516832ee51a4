"""The clinic's pages: another application than the touchscreen, served by `matside clinic serve`."""
