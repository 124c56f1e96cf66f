/// `entry-point doctor`: goes the way of a connection once, leg by leg, and says what is wrong and
/// what to do about it. Uses the parts of the programs as they are, and holds no protocol of its
/// own.
@NullMarked
package io.turnpike.doctor;

import org.jspecify.annotations.NullMarked;
