/// Faults under traffic: what connections survive, and how those end that do not. The built
/// executables as processes, each edge and the relay in a network namespace of its own.
package io.turnpike.e2e.faults;
