/// The admin endpoint: HTTP on a loopback address or a Unix socket, for health checks, Prometheus,
/// the dashboard and `status`. Loaded only where it is asked for; it only looks.
@NullMarked
package io.turnpike.admin;

import org.jspecify.annotations.NullMarked;
