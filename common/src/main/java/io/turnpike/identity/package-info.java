/// Identities: ed25519 keys, their files, who is authorised, and the leaves that carry them into
/// TLS.
///
/// Pure JDK: no Netty and no Bouncy Castle. Of other packages only `frame.Role` is used, and what
/// `net` knows of addresses, ports and destinations.
@NullMarked
package io.turnpike.identity;

import org.jspecify.annotations.NullMarked;
