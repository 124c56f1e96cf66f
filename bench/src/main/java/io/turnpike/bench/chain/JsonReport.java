package io.turnpike.bench.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Renders the results as JSON: the values of every round.
final class JsonReport {
  private JsonReport() {}

  static String render(RunFacts facts, Results results, Results proxies) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("machine", facts.machine().toString());
      json.writeStringField("commit", facts.commit());
      json.writeStringField("date", facts.date());
      json.writeStringField("command", facts.command());
      json.writeObjectFieldStart("versions");
      for (Map.Entry<String, String> version : facts.versions().entrySet()) {
        json.writeStringField(version.getKey(), version.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("chains");
      for (Results each : List.of(results, proxies)) {
        for (String chain : each.chains()) {
          json.writeObjectFieldStart(chain);
          writeFigures(json, each, chain);
          json.writeEndObject();
        }
      }
      json.writeEndObject();
      writeLines(json, "omissions", both(results.omissions(), proxies.omissions()));
      writeLines(json, "failures", both(results.failures(), proxies.failures()));
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static Collection<String> both(Collection<String> some, Collection<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static void writeLines(JsonGenerator json, String name, Collection<String> lines)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String line : lines) {
      json.writeString(line);
    }
    json.writeEndArray();
  }

  private static void writeFigures(JsonGenerator json, Results results, String chain)
      throws IOException {
    for (Figure figure : Figure.values()) {
      if (!results.values(chain, figure).isEmpty()) {
        json.writeObjectFieldStart(figure.name().toLowerCase(Locale.ROOT));
        json.writeStringField("unit", figure.unit());
        json.writeNumberField("median", results.median(chain, figure).orElseThrow());
        json.writeArrayFieldStart("rounds");
        for (double value : results.values(chain, figure)) {
          json.writeNumber(value);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    }
  }
}
