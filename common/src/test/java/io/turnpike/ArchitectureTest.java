package io.turnpike;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The directions between the packages of this module, and what a package may not touch. That no
/// program depends on another is Maven's business.
class ArchitectureTest {
  /// For each package, whom of the others it may use.
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("value", Set.of()),
          Map.entry("metric", Set.of()),
          Map.entry("admin", Set.of("metric", "net")),
          Map.entry("frame", Set.of()),
          Map.entry("identity", Set.of("frame", "net")),
          Map.entry("tls", Set.of("identity", "frame")),
          Map.entry("net", Set.of()),
          Map.entry("tunnel", Set.of("frame", "tls", "net", "identity")),
          Map.entry("stream", Set.of("frame", "net", "metric")),
          Map.entry(
              "forward",
              Set.of(
                  "forward.filter", "forward.sink", "net", "stream", "frame", "value", "metric")),
          Map.entry("front", Set.of("forward", "net")),
          Map.entry("forward.filter", Set.of("forward", "value")),
          Map.entry("forward.sink", Set.of("forward", "net")),
          Map.entry(
              "cli",
              Set.of(
                  "frame",
                  "identity",
                  "tls",
                  "net",
                  "tunnel",
                  "stream",
                  "forward",
                  "forward.filter",
                  "cli.file",
                  "admin",
                  "metric",
                  "value")),
          Map.entry("cli.file", Set.of("cli")),
          Map.entry(
              "doctor",
              Set.of(
                  "frame",
                  "identity",
                  "tls",
                  "net",
                  "tunnel",
                  "stream",
                  "forward",
                  "admin",
                  "cli",
                  "edge")),
          Map.entry(
              "edge",
              Set.of(
                  "frame",
                  "identity",
                  "tls",
                  "net",
                  "tunnel",
                  "stream",
                  "forward",
                  "forward.filter",
                  "admin",
                  "metric",
                  "cli",
                  "value")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.turnpike");

  static Stream<String> packages() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void usesOnlyThePackagesBelowIt(String name) {
    direction(name, MAY_USE.get(name)).check(CLASSES);
  }

  @Test
  void aWrongDirectionIsNoticed() {
    assertThrows(AssertionError.class, () -> direction("cli", Set.of()).check(CLASSES));
  }

  @Test
  void everyPackageHasItsDirections() {
    Set<String> found =
        CLASSES.stream()
            .map(c -> c.getPackageName().replaceFirst("^io\\.turnpike\\.?", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    found.removeIf(name -> name.isEmpty());
    Set<String> unknown = new TreeSet<>(found);
    unknown.removeAll(MAY_USE.keySet());
    assertEquals(Set.of(), unknown);
  }

  @Test
  void noCycles() {
    slices().matching("io.turnpike.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void framesAreFreeOfLogsFilesAndConnections() {
    noClasses()
        .that(resideInAPackage("io.turnpike.frame.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.slf4j..",
                "java.nio.file..",
                "io.netty.bootstrap..",
                "io.netty.channel.socket..",
                "io.netty.handler.ssl.."))
        .check(CLASSES);
  }

  @Test
  void streamsKnowNothingOfTheNetworkButWhenItIsLate() {
    noClasses()
        .that(resideInAPackage("io.turnpike.stream.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.turnpike.net..")
                .and(
                    describe(
                        "are not Liveness",
                        c -> !c.getName().startsWith("io.turnpike.net.Liveness"))))
        .check(CLASSES);
  }

  @Test
  void identitiesKnowOfTheNetworkOnlyHowAddressesAreWritten() {
    Set<String> known =
        Set.of("Cidr", "DestinationPattern", "HostPort", "Hosts", "Ports").stream()
            .map(name -> "io.turnpike.net." + name)
            .collect(Collectors.toSet());
    noClasses()
        .that(resideInAPackage("io.turnpike.identity.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.turnpike.net..")
                .and(describe("are more than texts", c -> !known.contains(c.getName()))))
        .check(CLASSES);
  }

  @Test
  void commandLineAndLoggingLibrariesStayInCli() {
    noClasses()
        .that(not(resideInAPackage("io.turnpike.cli..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("picocli..", "ch.qos.logback.."))
        .check(CLASSES);
  }

  @Test
  void jacksonIsLoadedOnlyForAConfigurationFileAndTheAdminEndpoint() {
    noClasses()
        .that(not(resideInAnyPackage("io.turnpike.cli.file..", "io.turnpike.admin..")))
        .should()
        .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.."))
        .check(CLASSES);
  }

  @Test
  void httpStaysInTheAdminEndpointAndTheFronts() {
    noClasses()
        .that(not(resideInAnyPackage("io.turnpike.admin..", "io.turnpike.front..")))
        .should()
        .dependOnClassesThat(resideInAPackage("io.netty.handler.codec.http.."))
        .check(CLASSES);
  }

  @Test
  void metersStayInTheAdminEndpoint() {
    noClasses()
        .that(not(resideInAPackage("io.turnpike.admin..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.micrometer..", "io.prometheus.."))
        .check(CLASSES);
  }

  @Test
  void bouncyCastleStaysWithKeysAndCertificates() {
    noClasses()
        .that(not(resideInAnyPackage("io.turnpike.identity..", "io.turnpike.tls..")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.bouncycastle.."))
        .check(CLASSES);
  }

  @Test
  void nativeTransportsAreNamedInOnePlace() {
    List<String> places =
        List.of(
            "io.turnpike.net.Transport",
            "io.turnpike.net.Transport$1",
            "io.turnpike.net.PlainListening",
            "io.turnpike.net.PlainListening$Acceptor",
            "io.turnpike.net.PlainSocket",
            "io.turnpike.net.PlainSocket$Handle",
            "io.turnpike.net.SplicePipe",
            "io.turnpike.net.SteadyEpoll",
            "io.turnpike.net.SteadyEpoll$1",
            "io.turnpike.net.SteadyEpoll$Registration",
            "io.turnpike.net.TcpLiveness");
    classes()
        .that()
        .resideInAPackage("io.turnpike..")
        .and(
            not(
                describe(
                    "the classes that answer for the transport",
                    c -> places.contains(c.getName()))))
        .should()
        .onlyDependOnClassesThat(
            not(
                resideInAnyPackage(
                    "io.netty.channel.epoll..",
                    "io.netty.channel.kqueue..",
                    "io.netty.channel.uring..")))
        .check(CLASSES);
  }

  @Test
  void publicClassesAreFinal() {
    classes()
        .that()
        .arePublic()
        .and()
        .areNotInterfaces()
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .and()
        .areNotEnums()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  private static ArchRule direction(String name, Set<String> mayUse) {
    String[] others =
        MAY_USE.keySet().stream()
            .filter(other -> !other.equals(name) && !mayUse.contains(other))
            .map(other -> "io.turnpike." + other + "..")
            .toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage("io.turnpike." + name + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others))
        .allowEmptyShould(true);
  }
}
