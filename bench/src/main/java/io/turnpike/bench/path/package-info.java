/// A long path on one machine, for the harness: three network namespaces, joined by two links that
/// hold back every packet.
///
/// ```
///  entry ═══ 35.25 ms each way ═══ relay ═══ 35.25 ms each way ═══ reverse
///  10.141.1.1           10.141.1.2 10.141.2.1            10.141.2.2
/// ```
///
/// A link is two TUN devices, one in each namespace, and this process between them: what it reads
/// from one it writes to the other 35.25 ms later. Why so:
///
/// - The kernels that the project is measured on lack `tc netem`, so the delay is in user space.
/// - TUN rather than a packet socket on a veth: a packet socket sees copies, and would need rules
///   that keep the kernel from handling the originals; a TUN device has no other way than ours.
/// - The devices offer segmentation to this process (a `virtio_net_hdr` before each packet), so TCP
///   counts segments of 1,460 bytes, but up to 64 KiB of them cross in one system call. Otherwise
///   the system calls would be the bottleneck, or a larger MTU would spoil TCP's slow start.
/// - Packets are handed on in batches, up to 0.1 ms late: a wake-up for each would take the
///   processor that the programs need.
/// - Java with the foreign-function interface rather than C: no compiler is needed, and one thread
///   for each end of each direction, which allocates nothing, is fast enough. How fast is measured
///   in every run and printed with the results.
/// - The namespaces have no names: they end with the last process in them, even when this one is
///   killed.
@NullMarked
package io.turnpike.bench.path;

import org.jspecify.annotations.NullMarked;
