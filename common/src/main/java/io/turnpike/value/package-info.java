/// Values as users write them: durations, sizes, rates.
@NullMarked
package io.turnpike.value;

import org.jspecify.annotations.NullMarked;
