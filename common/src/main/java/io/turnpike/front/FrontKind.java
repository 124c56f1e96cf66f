package io.turnpike.front;

/// The protocols of fronts.
public enum FrontKind {
  SOCKS("socks") {
    @Override
    Dialogue begin() {
      return new SocksDialogue();
    }
  },
  HTTP_CONNECT("http-connect") {
    @Override
    Dialogue begin() {
      return new HttpConnectDialogue();
    }
  };

  private final String word;

  FrontKind(String word) {
    this.word = word;
  }

  abstract Dialogue begin();

  /// As options and logs name it.
  public String word() {
    return word;
  }
}
