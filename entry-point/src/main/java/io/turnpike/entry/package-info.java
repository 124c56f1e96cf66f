/// The edge where the user is: listens for the routes and opens streams.
@NullMarked
package io.turnpike.entry;

import org.jspecify.annotations.NullMarked;
