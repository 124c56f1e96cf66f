/// Plots of how cost grows, as SVG.
@NullMarked
package io.turnpike.bench.scaling;

import org.jspecify.annotations.NullMarked;
