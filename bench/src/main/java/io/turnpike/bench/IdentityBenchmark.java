package io.turnpike.bench;

import io.turnpike.identity.Identity;
import io.turnpike.identity.IdentityKeyPair;
import io.turnpike.identity.Leaf;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What each handshake does about identities: reads the key, shows its fingerprint, verifies the
/// leaf; and what each process does once a day, minting one.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IdentityBenchmark {
  private final IdentityKeyPair keyPair = IdentityKeyPair.generate();
  private final Leaf leaf = Leaf.mint(keyPair, Clock.systemUTC());
  private byte[] rawKey = {};

  @Setup
  public void keep() {
    rawKey = keyPair.identity().rawKey();
  }

  /// The check that the key is a safe point included.
  @Benchmark
  public String fingerprintOfAKey() {
    return Identity.ofRaw(rawKey).fingerprint();
  }

  @Benchmark
  public Identity verifyLeaf() throws CertificateException {
    X509Certificate certificate = leaf.certificate();
    return Leaf.verify(certificate, Instant.now());
  }

  @Benchmark
  public Leaf mintLeaf() {
    return Leaf.mint(keyPair, Clock.systemUTC());
  }
}
