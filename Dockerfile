# Bellhop in one image: the service, and the embedded Postgres for whoever brings none.
#
#   docker build -t bellhop .
#   docker run --rm -p 8400:8400 -v bellhop:/data --read-only --tmpfs /tmp bellhop

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/base.txt requirements/build.txt requirements/
RUN python -m venv /opt/build \
 && /opt/build/bin/pip install --require-hashes --only-binary :all: -r requirements/build.txt \
 && python -m venv /opt/bellhop \
 && /opt/bellhop/bin/pip install --require-hashes --only-binary :all: -r requirements/base.txt
COPY pyproject.toml README.md LICENSE ./
COPY service service
COPY sql sql
COPY schemas schemas
COPY docs docs
RUN /opt/build/bin/python -m hatchling build --target wheel --directory /dist \
 && /opt/bellhop/bin/pip install --no-deps --no-index /dist/*.whl

FROM python:3.11-slim-bookworm
# A user with a name: Postgres refuses a uid that /etc/passwd does not know.
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin bellhop \
 && install --directory --owner bellhop --group bellhop --mode 0700 /data
COPY --from=build /opt/bellhop /opt/bellhop
ENV PATH=/opt/bellhop/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BELLHOP_HOST=0.0.0.0 \
    BELLHOP_PORT=8400 \
    BELLHOP_DATA_DIR=/data
USER bellhop
VOLUME /data
EXPOSE 8400
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"BELLHOP_PORT\"]}/livez', timeout=4)"]
ENTRYPOINT ["bellhop"]
CMD ["serve"]
