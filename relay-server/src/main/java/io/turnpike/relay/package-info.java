/// The relay: admits edges, pairs pending tunnels by group, and forwards ciphertext.
@NullMarked
package io.turnpike.relay;

import org.jspecify.annotations.NullMarked;
