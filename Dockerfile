# All programs on their own Java runtime, for linux/amd64 and linux/arm64:
#   docker buildx build --platform linux/amd64,linux/arm64 --build-arg COMMIT=$(git rev-parse --short HEAD) -t turnpike .
FROM eclipse-temurin:25-jdk AS build
# binutils: jlink strips with objcopy.
RUN apt-get update && apt-get install --yes --no-install-recommends maven binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG COMMIT=unknown
RUN TURNPIKE_COMMIT=$COMMIT scripts/build && mv "$(scripts/executables)" /turnpike

FROM debian:trixie-slim
COPY --from=build /turnpike /opt/turnpike
# certs/ in the working directory is where the programs look for keys; the folders exist so that new volumes belong to the user.
RUN useradd --system --uid 10001 --home-dir /var/lib/turnpike --create-home turnpike \
  && cd /var/lib/turnpike && install --directory --owner=turnpike --mode=0700 certs relay home laptop
ENV PATH=/opt/turnpike:$PATH
# Whether a program is ready, it says itself; to this container alone. ("relay-server status" asks the same, and starts a JVM each time.)
ENV TURNPIKE_ADMIN=127.0.0.1:9090
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9090 && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
USER 10001
WORKDIR /var/lib/turnpike
CMD ["relay-server", "--help"]
