# The API and the command line, without a database: compose brings that.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.runtime.lock ./
RUN python -m venv /opt/tertius && /opt/tertius/bin/pip install --no-cache-dir --require-hashes -r requirements.runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY backend backend
COPY loaders loaders
COPY cypher cypher
# hatchling builds the wheel; it is not needed, and not installed, at run time
RUN pip install --no-cache-dir "hatchling>=1.27" && pip wheel --no-cache-dir --no-deps --no-build-isolation -w /wheels . \
    && /opt/tertius/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home tertius
COPY --from=build /opt/tertius /opt/tertius
# Numba keeps machine code only where it can write, and this user cannot write beside the modules
ENV PATH=/opt/tertius/bin:$PATH PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/home/tertius/kernels
USER tertius
WORKDIR /home/tertius
# The kernels of the measures, for this machine's processor; on another kind each is compiled once, on its first use
RUN python -m tertius.measures.warm
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["tertius", "up"]
