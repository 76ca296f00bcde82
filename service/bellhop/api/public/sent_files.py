"""Files as a browser may have them: of the type they say, under a policy, and silent about who asked."""

from bellhop.api.edge.call import Answer


def sent_file(content: bytes, media_type: str, *, policy: str, cache: str = "max-age=300") -> Answer:
    """Answer the bytes of a file; `policy` is the Content-Security-Policy, `cache` the Cache-Control."""
    headers = {
        "Content-Type": media_type,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": cache,
    }
    return Answer(body=content, headers=headers)
