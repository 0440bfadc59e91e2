package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which bodies are taken, how large they may be, and by which route. */
class BodiesTest extends SecureServer {

  @Test
  void a_body_beyond_a_megabyte_is_refused() {
    String large = "{\"a\":\"" + "x".repeat(1_000_001) + "\"}";
    assertThat(json("requester", "POST", "/api/plans/check", large).status()).isEqualTo(413);
  }

  @Test
  void a_body_in_parts_is_taken_by_the_import_alone_and_may_be_larger() {
    String type = "multipart/form-data; boundary=x";
    String line =
        "a0000000-0000-4000-8000-%012d,PC,a0000000-0000-4000-9000-%1$012d,2026-01-01T00:00:00Z\n";
    StringBuilder csv = new StringBuilder("DeviceId,DeviceName,ReferenceId,LastContact,Note\n");
    for (int n = 1; n <= 3; n++) {
      csv.append(line.formatted(n).replace("\n", "," + "x".repeat(500_000) + "\n"));
    }
    String body =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"d.csv\"\r\n\r\n"
            + csv
            + "\r\n--x--\r\n";
    String path = "/api/fleet/import?format=intune-devices";
    assertThat(as("admin", "POST", path, type, body))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
        .satisfies(answer -> assertThat(answer.body()).contains("\"created\":3"));
    assertThat(as("requester", "POST", path, type, body).status()).isEqualTo(403);
    assertThat(as("requester", "POST", "/api/plans/check", type, body).status()).isEqualTo(415);
    assertThat(as("admin", "POST", "/api/fleet/import/x", type, body).status()).isEqualTo(415);
  }

  @Test
  void lines_of_readings_are_streamed_whatever_their_size_and_taken_from_those_who_may_push() {
    assertThat(
            json(
                    "admin",
                    "PUT",
                    "/api/signals/streamed",
                    """
                    {"title": "unwell", "unit": "COUNT", "threshold": 3, "expected": 0.02,
                     "limit": 0.08, "workloads": ["client-apps"]}""")
                .status())
        .isEqualTo(201);
    String type = "application/x-ndjson";
    String line =
        "{\"deviceId\":1,\"signal\":\"streamed\",\"value\":%d,\"observedAt\":\"2026-01-01T00:00:00Z\"}\n";
    String body = line.formatted(1).repeat(20_000);
    String path = "/api/observations";
    assertThat(body.length()).isGreaterThan(BodyLimitFilter.LONGEST_BODY);
    assertThat(as("automation", "POST", path, type, body))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
        .satisfies(answer -> assertThat(answer.body()).contains("\"created\":1"));
    assertThat(as("automation", "POST", path, "Application/X-NDJSON;charset=utf-8", body).status())
        .isEqualTo(200);
    assertThat(as("requester", "POST", path, type, body).status()).isEqualTo(403);
    assertThat(browser().send("POST", path, null).status()).isEqualTo(401);
    assertThat(as("automation", "POST", path, "application/json", line).status()).isEqualTo(415);
    assertThat(as("automation", "POST", path, "application/json", body).status()).isEqualTo(413);
    assertThat(as("automation", "POST", path, type, line.formatted(1).repeat(100_001)))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(413))
        .satisfies(answer -> assertThat(answer.body()).contains("more than 100,000 lines"));
    assertThat(as("requester", "POST", "/api/plans/check", type, body).status()).isEqualTo(413);
  }
}
