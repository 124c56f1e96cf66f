/// `gen-cert`: makes the keys and certificates of `certs/`. It runs and ends; nothing else uses it.
@NullMarked
package io.turnpike.gencert;

import org.jspecify.annotations.NullMarked;
