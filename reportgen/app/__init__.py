"""Commands put together: build, show, doctor, preview; the Python door."""
