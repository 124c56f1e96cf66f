package io.turnpike.e2e;

/// The ways from source to destination that are all to behave as one wire.
public enum Carriers {
  CHAIN {
    @Override
    public Carrier start(String... routes) throws Exception {
      return Chain.start(ChainSettings.of(routes).withThreads(1));
    }
  },
  CHAIN_OF_THREE_THREADS {
    @Override
    public Carrier start(String... routes) throws Exception {
      return Chain.start(ChainSettings.of(routes).withThreads(3));
    }
  },
  PROXY {
    @Override
    public Carrier start(String... routes) throws Exception {
      return Proxy.start("--threads 1", routes);
    }
  },
  PROXY_OF_THREE_THREADS {
    @Override
    public Carrier start(String... routes) throws Exception {
      return Proxy.start("--threads 3", routes);
    }
  },
  FILTERED_PROXY {
    @Override
    public Carrier start(String... routes) throws Exception {
      return Proxy.start(
          "--threads 2 --filter log --filter delay:both=3ms --filter chunk:size=5000", routes);
    }
  };

  /// Ready for connections.
  ///
  /// @param routes in the form of `-r`
  public abstract Carrier start(String... routes) throws Exception;
}
