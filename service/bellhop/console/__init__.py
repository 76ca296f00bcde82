"""The console: pages for a browser, static files that use the public API and nothing else."""
