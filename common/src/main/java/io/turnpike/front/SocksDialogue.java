package io.turnpike.front;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.socksx.SocksVersion;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressDecoder;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.turnpike.forward.OpenFailure;
import io.turnpike.net.HostPort;
import java.util.List;
import java.util.Set;

/// SOCKS5 (RFC 1928): CONNECT without authentication. Every reply names 0.0.0.0:0 as the bound
/// address, since the far end's is nobody's business here.
final class SocksDialogue implements Dialogue {
  /// SOCKS4's "request rejected or failed": a null byte, 91, and six bytes that mean nothing.
  private static final byte[] SOCKS4_REJECTED = {0, 91, 0, 0, 0, 0, 0, 0};

  private static final Set<Socks5AddressType> ADDRESS_TYPES =
      Set.of(Socks5AddressType.IPv4, Socks5AddressType.DOMAIN, Socks5AddressType.IPv6);

  private static final Socks5AddressDecoder ADDRESSES =
      (type, in) -> {
        if (!ADDRESS_TYPES.contains(type)) {
          throw new UnknownAddressTypeException();
        }
        return Socks5AddressDecoder.DEFAULT.decodeAddress(type, in);
      };

  /// The source's fault, so without a stack.
  private static final class UnknownAddressTypeException extends DecoderException {
    private static final long serialVersionUID = 1;

    UnknownAddressTypeException() {
      super("unknown address type");
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing that needs a lock
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  @Override
  public List<ChannelHandler> decoders() {
    return List.of(
        new FirstByte(),
        new Socks5InitialRequestDecoder(),
        new Socks5CommandRequestDecoder(ADDRESSES));
  }

  @Override
  public ChannelHandler encoder() {
    return Socks5ServerEncoder.DEFAULT;
  }

  @Override
  public Step on(Object message) {
    return switch (message) {
      case FirstByte.Other other -> notSocks5(other.firstByte());
      case Socks5InitialRequest greeting -> greeted(greeting);
      case Socks5CommandRequest request -> requested(request);
      default -> new Step.Refuse(null, "bytes before the request");
    };
  }

  private static Step notSocks5(int firstByte) {
    return firstByte == SocksVersion.SOCKS4a.byteValue()
        ? new Step.Refuse(
            Unpooled.wrappedBuffer(SOCKS4_REJECTED), "SOCKS4 (expected: SOCKS5, as socks5h://)")
        : new Step.Refuse(null, "not SOCKS5: it begins with 0x%02x".formatted(firstByte));
  }

  private static Step greeted(Socks5InitialRequest greeting) {
    boolean withoutPassword =
        greeting.decoderResult().isSuccess()
            && greeting.authMethods().contains(Socks5AuthMethod.NO_AUTH);
    return withoutPassword
        ? new Step.Say(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH))
        : new Step.Refuse(
            new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED),
            "it does not offer to come without authentication");
  }

  private static Step requested(Socks5CommandRequest request) {
    if (request.decoderResult().isFailure()) {
      return request.decoderResult().cause() instanceof UnknownAddressTypeException
          ? refuse(Socks5CommandStatus.ADDRESS_UNSUPPORTED, "unknown type of address")
          : refuse(Socks5CommandStatus.FAILURE, "malformed request");
    }
    if (!request.type().equals(Socks5CommandType.CONNECT)) {
      return refuse(
          Socks5CommandStatus.COMMAND_UNSUPPORTED, request.type() + " (expected: CONNECT)");
    }
    try {
      return new Step.Open(new HostPort(request.dstAddr(), request.dstPort()));
    } catch (IllegalArgumentException e) {
      return refuse(Socks5CommandStatus.HOST_UNREACHABLE, "no name that could resolve");
    }
  }

  private static Step refuse(Socks5CommandStatus status, String reason) {
    return new Step.Refuse(reply(status), reason);
  }

  private static Object reply(Socks5CommandStatus status) {
    return new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4);
  }

  @Override
  public Object opened() {
    return reply(Socks5CommandStatus.SUCCESS);
  }

  @Override
  public Object failed(OpenFailure why) {
    return reply(
        switch (why) {
          case DENIED -> Socks5CommandStatus.FORBIDDEN;
          case UNREACHABLE -> Socks5CommandStatus.NETWORK_UNREACHABLE;
          case NO_SUCH_NAME -> Socks5CommandStatus.HOST_UNREACHABLE;
          case REFUSED -> Socks5CommandStatus.CONNECTION_REFUSED;
          case TIMED_OUT -> Socks5CommandStatus.TTL_EXPIRED;
          case LIMIT, DRAINING, NO_TUNNEL, BROKEN -> Socks5CommandStatus.FAILURE;
        });
  }
}
