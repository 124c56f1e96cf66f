/// The TLS contexts of both layers: L1 between edge and relay, L3 from edge to edge. TLS 1.3 only,
/// no resumption.
///
/// May use `identity`. A context serves any event loop.
@NullMarked
package io.turnpike.tls;

import org.jspecify.annotations.NullMarked;
