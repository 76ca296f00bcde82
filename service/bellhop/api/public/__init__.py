"""What is for everybody, without a key: health, documentation, what each problem means."""
