/// Identities: ed25519 keys, their files, who is authorised, and the leaves that carry them into
/// TLS.
///
/// Pure JDK: no Netty and no Bouncy Castle. The only thing used of another package is `frame.Role`.
@NullMarked
package io.turnpike.identity;

import org.jspecify.annotations.NullMarked;
