package dev.handover.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceFilterTest {

  @Test
  void a_filter_becomes_a_condition_of_constants_and_named_values() {
    DeviceFilter filter =
        DeviceFilter.parse("managementState==CO_MANAGED;(site=in=(LON,BER),model==\"Latitude *\")");

    assertThat(filter.sql())
        .isEqualTo(
            "(d.management_state = :f0 and (d.site in (:f1) or d.model like :f2 escape '!'))");
    assertThat(filter.params())
        .isEqualTo(Map.of("f0", "CO_MANAGED", "f1", List.of("LON", "BER"), "f2", "Latitude %"));
  }

  @Test
  void what_like_would_take_for_a_wildcard_is_escaped() {
    assertThat(DeviceFilter.parse("name=='100%_!*'").params()).containsValue("100!%!_!!%");
    assertThat(DeviceFilter.parse("name=='100%_!'").params()).containsValue("100%_!");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                            | The filter is empty.
          `  `                          | The filter is empty.
          site                          | The filter ends too early.
          site==                        | The filter ends too early.
          site==LON;                    | The filter ends too early.
          (site==LON                    | The filter ends too early.
          site==LON)                    | The filter cannot be read at character 10.
          site==LON site==BER           | The filter cannot be read at character 11.
          site=='LON                    | The filter cannot be read at character
          site>LON                      | The filter uses an operator that is none of ==, !=, =in= and =out=.
          site=like=LON                 | The filter uses an operator that is none of ==, !=, =in= and =out=.
          colour==red                   | The filter asks for 'colour', which is none of name, model,
          d.name==x                     | The filter asks for 'd.name', which is none of
          site==L*                      | The filter has a * in 'L*' for site;
          model=in=(A*,B)               | The filter has a * in 'A*' for model;
          managementState==CO           | The filter asks for managementState 'CO', which is none of COEXISTENCE,
          joinState=in=(NONE,none)      | The filter asks for joinState 'none', which is none of ENTRA_JOINED,
          """)
  void a_filter_that_cannot_be_used_is_refused_with_a_sentence(String rsql, String sentence) {
    assertThatExceptionOfType(InvalidFilter.class)
        .isThrownBy(() -> DeviceFilter.parse(rsql))
        .withMessageStartingWith(sentence);
  }

  @Test
  void a_filter_of_any_length_or_depth_is_refused_rather_than_parsed() {
    assertThatExceptionOfType(InvalidFilter.class)
        .isThrownBy(() -> DeviceFilter.parse("(".repeat(2000)))
        .withMessage("The filter nests more than 30 parentheses at character 31.");
    assertThatExceptionOfType(InvalidFilter.class)
        .isThrownBy(() -> DeviceFilter.parse("site==" + "x".repeat(4000)))
        .withMessage("The filter is longer than 4000 characters.");
    assertThatExceptionOfType(InvalidFilter.class).isThrownBy(() -> DeviceFilter.parse(null));
  }

  @Test
  void serial_numbers_and_users_are_compared_in_small_letters() {
    DeviceFilter filter = DeviceFilter.parse("serial=='5CG*',user==Anna@contoso.example");
    assertThat(filter.sql())
        .isEqualTo("(d.search_serial like :f0 escape '!' or d.search_user = :f1)");
    assertThat(filter.params()).isEqualTo(Map.of("f0", "5cg%", "f1", "anna@contoso.example"));
  }

  @Test
  void a_null_character_is_refused_because_postgresql_has_none() {
    assertThatExceptionOfType(InvalidFilter.class)
        .isThrownBy(() -> DeviceFilter.parse("site=='a\0b'"));
  }

  @Property
  void no_value_ever_gets_into_the_sql(@ForAll String value) {
    String quoted = "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    DeviceFilter filter;
    try {
      filter = DeviceFilter.parse("manufacturer==" + quoted);
    } catch (InvalidFilter refused) {
      return;
    }
    assertThat(filter.sql()).isEqualTo("d.manufacturer = :f0");
    assertThat(filter.params()).isEqualTo(Map.of("f0", value));
  }
}
