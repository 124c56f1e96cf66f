#!/bin/sh
# Starts Turnpike's @name@. TURNPIKE_JAVA_OPTS adds options for the JVM; lib/jvm.options holds the ones it always gets.
self=$0
while [ -L "$self" ]; do
  target=$(PATH=$PATH:/usr/bin:/bin readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
case $self in
  */*) lib=${self%/*}/lib ;;
  *) lib=./lib ;;
esac
@find-java@
# shellcheck disable=SC2086 # several options in one variable
exec "$java" "@$lib/jvm.options" @options@ ${TURNPIKE_JAVA_OPTS:-} -cp "@class-path@" @main@ "$@"
