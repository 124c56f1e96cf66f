package io.turnpike.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A supervisor that listens, and gives its socket to the program that it starts as descriptor 3,
/// blocking, as systemd does; when the program has ended it starts it again. Closing kills both.
final class Activation implements AutoCloseable {
  /// The first argument is a port of 127.0.0.1, the second how often to start.
  private static final String SUPERVISOR =
      """
      use strict; use Socket; use POSIX ();
      $| = 1; $^F = 255;
      my ($port, $times, @command) = @ARGV;
      socket(my $listener, PF_INET, SOCK_STREAM, 0) or die $!;
      setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, pack('l', 1)) or die $!;
      bind($listener, sockaddr_in($port, INADDR_LOOPBACK)) or die $!;
      listen($listener, 128) or die $!;
      POSIX::dup2(fileno($listener), 3);
      while ($times-- > 0) {
        my $child = fork;
        if (!$child) {
          $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_FDNAMES} = 'test';
          exec @command or die $!;
        }
        print "started $child\\n";
        waitpid($child, 0);
        print "exit ", $? >> 8, " signal ", $? & 127, "\\n";
      }
      """;

  private final Program supervisor;

  private Activation(Program supervisor) {
    this.supervisor = supervisor;
  }

  /// Skips the test where there is no perl.
  ///
  /// @param times how often the program is started; it is started again when it has ended
  static Activation start(int port, int times, List<String> program) throws IOException {
    Commands.assumeInstalled("perl");
    List<String> command =
        new ArrayList<>(List.of("perl", "-e", SUPERVISOR, "" + port, "" + times));
    command.addAll(program);
    return new Activation(Program.startAs(command.toArray(String[]::new)));
  }

  String await(String regex) {
    return supervisor.await(regex);
  }

  /// As `kill -9` does, to the program alone.
  void killProgram() {
    ProcessHandle.of(supervisor.pid()).stream()
        .flatMap(ProcessHandle::children)
        .forEach(ProcessHandle::destroyForcibly);
  }

  /// SIGTERM, to the program alone.
  void terminateProgram() {
    ProcessHandle.of(supervisor.pid()).stream()
        .flatMap(ProcessHandle::children)
        .forEach(ProcessHandle::destroy);
  }

  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> programs =
        ProcessHandle.of(supervisor.pid()).stream().flatMap(ProcessHandle::children).toList();
    supervisor.kill();
    programs.forEach(ProcessHandle::destroyForcibly);
  }
}
