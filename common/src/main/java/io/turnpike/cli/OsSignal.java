package io.turnpike.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/// A handler for one signal, through `sun.misc.Signal`: the JDK has no other way to one.
///
/// Called by reflection, because javac 25 warns of every mention of that class, cannot be told not
/// to, and takes warnings for errors here.
final class OsSignal implements AutoCloseable {
  private final Object signal;
  private final Object previousHandler;

  private OsSignal(Object signal, Object previousHandler) {
    this.signal = signal;
    this.previousHandler = previousHandler;
  }

  /// Runs `action`, on a thread of its own, each time the signal comes, until the result is closed.
  ///
  /// @param name without `SIG`: `TERM`
  /// @throws UnsupportedOperationException when this system has no such signal or the JVM keeps it
  static OsSignal handle(String name, Runnable action) {
    try {
      Class<?> handlerType = handlerType();
      Object signal = signalType().getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      return new OsSignal(signal, register(signal, handler));
    } catch (InvocationTargetException e) {
      throw new UnsupportedOperationException(String.valueOf(e.getTargetException().getMessage()));
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException("this runtime has no " + e.getMessage());
    }
  }

  /// Gives the signal back to whoever had it.
  @Override
  public void close() {
    try {
      register(signal, previousHandler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("it could be taken, but not given back", e);
    }
  }

  private static Object register(Object signal, Object handler)
      throws ReflectiveOperationException {
    return signalType()
        .getMethod("handle", signalType(), handlerType())
        .invoke(null, signal, handler);
  }

  private static Class<?> signalType() throws ClassNotFoundException {
    return Class.forName("sun.misc.Signal");
  }

  private static Class<?> handlerType() throws ClassNotFoundException {
    return Class.forName("sun.misc.SignalHandler");
  }
}
