package io.turnpike.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The manifests of `deploy/kubernetes` are what Kubernetes' own description of its API allows: no
/// field that it does not know, none missing that it requires, none of another form.
class KubernetesTest {
  private static final Path MANIFESTS =
      Path.of("").toAbsolutePath().getParent().resolve("deploy/kubernetes");

  private static List<ObjectNode> objects() throws IOException {
    List<ObjectNode> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(MANIFESTS)) {
      for (Path file : files.sorted().toList()) {
        var yaml = new YAMLMapper();
        try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
          documents.forEachRemaining(each -> all.add((ObjectNode) each));
        }
      }
    }
    return all;
  }

  /// @throws IllegalArgumentException with what is wrong
  private static void validate(ObjectNode object) throws IOException {
    JsonElement json = JsonParser.parseString(object.toString());
    String kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    switch (kind) {
      case "v1 Service" -> V1Service.validateJsonElement(json);
      case "apps/v1 StatefulSet" -> V1StatefulSet.validateJsonElement(json);
      case "apps/v1 Deployment" -> V1Deployment.validateJsonElement(json);
      default -> throw new IllegalArgumentException("no check of " + kind);
    }
  }

  @Test
  void everyObjectIsValid() throws IOException {
    Set<String> kinds = new TreeSet<>();
    for (ObjectNode object : objects()) {
      validate(object);
      kinds.add(object.path("kind").asText());
    }
    assertEquals(Set.of("Deployment", "Service", "StatefulSet"), kinds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/spec|replica|2|`replica`",
        "/spec/template/spec/containers/0|readinesProbe|{}|`readinesProbe`",
        "/spec/template/spec/containers/0/readinessProbe/httpGet|prt|9|`prt`",
        "/spec/template/spec/volumes/0/secret|secret|\"x\"|`secret`",
        "/spec/template/spec/containers/0/ports/0|hostPortt|1|`hostPortt`",
        "/spec/template|spec|7|Not a JSON Object",
        "/spec/template/spec/containers/0|args|\"relay-server\"|args"
      })
  void anErrorIsNoticed(String at, String field, String value, String named) throws IOException {
    for (ObjectNode object : objects()) {
      if (object.at(at) instanceof ObjectNode place) {
        place.set(field, new YAMLMapper().readTree(value));
        Exception e = assertThrows(Exception.class, () -> validate(object));
        assertTrue(String.valueOf(e.getMessage()).contains(named), e::toString);
      }
    }
  }

  @Test
  void aMissingFieldIsNoticed() throws IOException {
    for (ObjectNode object : objects()) {
      if (object.at("/spec/template").isObject()) {
        ((ObjectNode) object.at("/spec")).remove("selector");
        Exception e = assertThrows(IllegalArgumentException.class, () -> validate(object));
        assertTrue(String.valueOf(e.getMessage()).contains("`selector`"), e::toString);
      }
    }
  }
}
