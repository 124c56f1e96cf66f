/// Configuration files as trees of values that know their places, whatever the format. The only
/// package that uses Jackson, so it is loaded only for those who use a file.
@NullMarked
package io.turnpike.cli.file;

import org.jspecify.annotations.NullMarked;
