/// Numbers that a running program keeps of itself: what moves, how often, how long. Plain Java,
/// cheap when nobody looks; [io.turnpike.admin] shows them.
@NullMarked
package io.turnpike.metric;

import org.jspecify.annotations.NullMarked;
