package io.turnpike.gencert;

import io.netty.util.NetUtil;
import io.turnpike.cli.UserError;
import io.turnpike.identity.KeyFileException;
import io.turnpike.identity.KeyFiles;
import io.turnpike.identity.PemBlock;
import io.turnpike.net.HostPort;
import io.turnpike.tls.CertificateInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The relay's certificate that goes into bundles: the one that is there, or a new one when there
/// is neither certificate nor key.
///
/// @param made whether it is new
record RelayCertificate(List<PemBlock> blocks, boolean made) {

  static RelayCertificate of(
      List<HostPort> servers, Path certificateFile, Path keyFile, Duration validity)
      throws KeyFileException {
    boolean make = !Files.exists(certificateFile) && !Files.exists(keyFile);
    if (make) {
      SelfSigned made = SelfSigned.make(KeyAlgorithm.P256, hosts(servers), Instant.now(), validity);
      KeyFiles.writePrivate(keyFile, made.keyPem(), false);
      KeyFiles.writePublic(certificateFile, made.certificatePem(), false);
    }
    List<CertificateInfo> chain = CertificateInfo.load(certificateFile);
    check(servers, certificateFile, chain);
    return new RelayCertificate(chain.stream().map(CertificateInfo::pem).toList(), make);
  }

  private static HostList hosts(List<HostPort> servers) {
    List<String> all = servers.stream().map(HostPort::host).distinct().toList();
    return HostList.parse(
        all.stream().filter(host -> !isAddress(host)).toList(),
        all.stream().filter(RelayCertificate::isAddress).toList());
  }

  private static boolean isAddress(String host) {
    return NetUtil.createByteArrayFromIpAddressString(host) != null;
  }

  /// An edge would find out only when it connects.
  private static void check(List<HostPort> servers, Path file, List<CertificateInfo> chain) {
    CertificateInfo first = chain.getFirst();
    Optional<String> problem = first.problem(Instant.now());
    if (problem.isPresent()) {
      throw UserError.usage(file + ": the certificate " + problem.get());
    }
    if (chain.stream().anyMatch(CertificateInfo::isAuthority)) {
      return; // the relay's own, signed by it, is not known here
    }
    for (HostPort server : servers) {
      if (chain.stream().noneMatch(certificate -> certificate.isFor(server.host()))) {
        throw UserError.usage(
            "--server: %s: %s is for %s (expected: one of these, or another certificate: gen-cert x509)"
                .formatted(server, file, String.join(", ", first.hosts())));
      }
    }
  }

  @Override
  public String toString() {
    return "relay's certificate";
  }
}
