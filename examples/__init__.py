"""Programs that use Bellhop from outside, over plain HTTP: a worker, its two computations, a receiver, the demo."""
