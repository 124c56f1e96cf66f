package io.turnpike.reverse;

import io.turnpike.cli.EdgeConfig;

/// What a reverse-proxy is told.
public record ReverseProxyConfig(EdgeConfig edge) {}
