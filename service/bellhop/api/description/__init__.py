"""What the API says about itself: OpenAPI, with an example for each body."""
