"""Published results recomputed by this economy; reads case files only when asked to (`--cases`)."""
