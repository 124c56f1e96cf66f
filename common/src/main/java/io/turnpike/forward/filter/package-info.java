/// What looks at, changes, delays or ends connections while they pass: the API for filters, and the
/// ones that come with the programs. `docs/filters.md` shows how to write one.
@NullMarked
package io.turnpike.forward.filter;

import org.jspecify.annotations.NullMarked;
