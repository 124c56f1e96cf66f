/// The direct proxy: ingress and egress on one host, without a tunnel.
@NullMarked
package io.turnpike.proxy;

import org.jspecify.annotations.NullMarked;
