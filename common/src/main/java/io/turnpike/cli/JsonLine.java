package io.turnpike.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// One event as one line of JSON: `time`, `level`, `program`, `logger`, `message`, and a member for
/// each `key={}` of the message, which is then left out of the text.
///
/// All values are texts but those that are numbers in the program. Written by hand: Jackson is
/// loaded for configuration files only.
final class JsonLine {
  /// `conn={}`, `reason="{}"`, `{}`, in the order of the arguments.
  private static final Pattern PLACE = Pattern.compile("(?:([A-Za-z-]+)=)?(\"?)\\{}(\"?)");

  private JsonLine() {}

  static String of(ILoggingEvent event, String program) {
    Map<String, Object> members = new LinkedHashMap<>();
    StringBuilder time = new StringBuilder();
    LogLine.appendTime(time, event.getTimeStamp());
    members.put("time", time);
    members.put("level", event.getLevel().toString());
    members.put("program", program);
    members.put("logger", event.getLoggerName());
    members.put("message", "");
    members.put("message", message(event, members));
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        members.putIfAbsent(pair.key, String.valueOf(pair.value));
      }
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      members.put("exception", ThrowableProxyUtil.asString(thrown));
    }
    return write(members);
  }

  /// The text without its members, which it adds.
  private static String message(ILoggingEvent event, Map<String, Object> members) {
    Object[] arguments = event.getArgumentArray();
    String pattern = event.getMessage();
    if (arguments == null || pattern == null) {
      return String.valueOf(event.getFormattedMessage());
    }
    StringBuilder text = new StringBuilder();
    Matcher place = PLACE.matcher(pattern);
    int next = 0;
    while (place.find()) {
      @Nullable Object argument = next < arguments.length ? arguments[next] : "{}";
      next++;
      String key = place.group(1);
      boolean isMember = key != null && !members.containsKey(key);
      if (isMember) {
        members.put(key, argument instanceof Number ? argument : String.valueOf(argument));
      }
      place.appendReplacement(
          text,
          isMember ? "" : Matcher.quoteReplacement(place.group().replace("{}", "" + argument)));
    }
    place.appendTail(text);
    return text.toString().strip().replaceAll(" {2,}", " ");
  }

  private static String write(Map<String, Object> members) {
    StringBuilder out = new StringBuilder(256).append('{');
    members.forEach((key, value) -> {
      out.append(out.length() == 1 ? "" : ",");
      appendText(out, key);
      out.append(':');
      if (value instanceof Number) {
        out.append(value);
      } else {
        appendText(out, value.toString());
      }
    });
    return out.append('}').append(System.lineSeparator()).toString();
  }

  private static void appendText(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
