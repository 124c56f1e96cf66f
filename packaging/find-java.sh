if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
else
  java=$(command -v java)
fi
if [ ! -x "$java" ]; then
  echo "@name@: missing: Java 25 or newer (expected: JAVA_HOME, or java on the PATH)" >&2
  exit 2
fi
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
if [ "${version:-0}" -lt 25 ]; then
  echo "@name@: $java is Java ${version:-of an unknown version} (expected: 25 or newer; set JAVA_HOME to one)" >&2
  exit 2
fi
