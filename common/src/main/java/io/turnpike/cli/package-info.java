/// What the programs share towards their user: options, configuration files, errors and exit codes,
/// logging, signals, `version`.
@NullMarked
package io.turnpike.cli;

import org.jspecify.annotations.NullMarked;
