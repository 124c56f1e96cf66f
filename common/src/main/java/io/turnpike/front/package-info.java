/// Fronts: listeners where the source says, by SOCKS5 or HTTP CONNECT, where it wants to go.
@NullMarked
package io.turnpike.front;

import org.jspecify.annotations.NullMarked;
