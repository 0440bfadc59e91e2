package dev.handover.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.FluentWait;

/** A person at a real Chromium, signed in as one user. */
final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ChromeDriver driver;
  private final String base;

  private Browser(ChromeDriver driver, String base) {
    this.driver = driver;
    this.base = base;
  }

  /** Ends the test as skipped, with a sentence, where there is no browser. */
  static void required() {
    assumeTrue(
        chromium().isPresent() && onPath("chromedriver").isPresent(),
        "Browser tests are skipped: they need chromium and chromedriver on the path.");
  }

  static Browser signedIn(int port, String user) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium().orElseThrow());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en",
        "--window-size=1360,1000");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(onPath("chromedriver").orElseThrow())
            .build();
    Browser browser =
        new Browser(new ChromeDriver(service, options), "http://localhost:%d".formatted(port));
    browser.signIn(user);
    return browser;
  }

  private void signIn(String user) {
    open("/login");
    one(By.name("username")).sendKeys(user);
    one(By.name("password")).sendKeys("sandbox");
    one(By.cssSelector("button[type=submit]")).click();
    one(By.id("main"));
  }

  /** Where this person is, as their clock tells it, from the next page on. */
  void zone(String zone) {
    driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
  }

  void open(String path) {
    driver.get(base + path);
  }

  /** Waits until there is one to be seen. */
  WebElement one(By by) {
    return waiting("see " + by)
        .until(
            d ->
                d.findElements(by).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst()
                    .orElse(null));
  }

  /** Waits until there is one, and clicks it, however often the page draws it anew. */
  void click(By by) {
    waiting("click " + by)
        .ignoring(org.openqa.selenium.ElementNotInteractableException.class)
        .ignoring(org.openqa.selenium.ElementClickInterceptedException.class)
        .until(
            d -> {
              WebElement found =
                  d.findElements(by).stream()
                      .filter(WebElement::isDisplayed)
                      .findFirst()
                      .orElseThrow(() -> new NoSuchElementException("none to be seen yet"));
              d.executeScript("arguments[0].scrollIntoView({block: 'center'})", found);
              found.click();
              return true;
            });
  }

  /** Puts a text into the place of what a field holds. */
  void type(By field, String text) {
    // The form takes a text over when the field is left.
    one(field).sendKeys(Keys.chord(Keys.CONTROL, "a"), text, Keys.TAB);
  }

  /** Chooses from a list of a form, until the list shows the choice. */
  void choose(By list, String choice) {
    By item = By.xpath("//*[contains(@class, 'fjs-dropdownlist-item')][.='%s']".formatted(choice));
    waiting("choose " + choice)
        .ignoring(org.openqa.selenium.ElementNotInteractableException.class)
        .until(
            d -> {
              if (one(list).getText().contains(choice)) {
                return true;
              }
              d.findElements(item).stream()
                  .filter(WebElement::isDisplayed)
                  .findFirst()
                  .orElseGet(() -> one(list))
                  .click();
              return false;
            });
  }

  void see(String text) {
    waiting("see '" + text + "'").until(d -> page().contains(text));
  }

  String page() {
    return driver.findElement(By.tagName("body")).getText();
  }

  List<WebElement> all(By by) {
    return driver.findElements(by);
  }

  Object script(String javascript) {
    return driver.executeScript(javascript);
  }

  /** How wide the window is from now on, in CSS pixels, and whether it is dark. */
  void look(int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** What keeps people from using the page, by axe, if it is serious: the rule and where. */
  List<String> barriers() {
    return new AxeBuilder()
        .analyze(driver).getViolations().stream()
            .filter(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
            .map(rule -> rule.getId() + " at " + places(rule))
            .toList();
  }

  private static String places(Rule rule) {
    return rule.getNodes().stream()
        .map(node -> node.getTarget() + " " + node.getHtml())
        .collect(Collectors.joining("; "));
  }

  /**
   * Bytes, as they are sent, of the page and of all that it has loaded, by address; the library for
   * diagrams is left out, and what it has refreshed itself by since.
   */
  Map<String, Long> weights() {
    Map<String, Long> weights = new TreeMap<>();
    ((Map<?, ?>)
            driver.executeScript(
                "return Object.fromEntries(performance.getEntries()"
                    + ".filter(e => e.encodedBodySize"
                    + " && !/\\/bpmn-js\\/|\\/live\\b/.test(e.name))"
                    + ".map(e => [e.name, e.encodedBodySize]))"))
        .forEach((name, size) -> weights.put((String) name, ((Number) size).longValue()));
    return weights;
  }

  private FluentWait<ChromeDriver> waiting(String what) {
    return new FluentWait<>(driver)
        .withTimeout(PATIENCE)
        .pollingEvery(Duration.ofMillis(200))
        .ignoring(StaleElementReferenceException.class)
        .ignoring(NoSuchElementException.class)
        .withMessage(
            () ->
                "could not %s at %s; picture in %s"
                    .formatted(what, driver.getCurrentUrl(), picture()));
  }

  /** What is to be seen now, as a PNG. */
  void picture(Path file) {
    try {
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path picture() {
    try {
      driver.executeScript(
          "const wrong = document.querySelector('.fjs-form-field-error, .alert');"
              + "if (wrong) wrong.scrollIntoView({block: 'center'});");
      Path picture = Files.createTempFile(Path.of("target"), "browser-", ".png");
      return Files.write(picture, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<File> chromium() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .map(Browser::onPath)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<File> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> new File(folder, name))
        .filter(File::canExecute)
        .findFirst();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
