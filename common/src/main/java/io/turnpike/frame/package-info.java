/// The frames of the wire: one header, one record a frame, one decoder and one encoder.
///
/// Pure: no I/O and no logging. The order of declarations follows `docs/protocol.md` §3 to §5.
@NullMarked
package io.turnpike.frame;

import org.jspecify.annotations.NullMarked;
