# All four programs on their own Java runtime: docker build --build-arg COMMIT=$(git rev-parse --short HEAD) -t turnpike .
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install --yes --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG COMMIT=unknown
RUN TURNPIKE_COMMIT=$COMMIT scripts/build && mv "$(scripts/executables)" /turnpike

FROM debian:trixie-slim
COPY --from=build /turnpike /opt/turnpike
# certs/ in the working directory is where the programs look for keys; the folders exist so that new volumes belong to the user.
RUN useradd --system --uid 10001 --home-dir /var/lib/turnpike --create-home turnpike \
  && install --directory --owner=turnpike --mode=0700 /var/lib/turnpike/certs /var/lib/turnpike/relay /var/lib/turnpike/edge
ENV PATH=/opt/turnpike:$PATH
USER turnpike
WORKDIR /var/lib/turnpike
CMD ["relay-server", "--help"]
