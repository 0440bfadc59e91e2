package dev.handover.security;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Checks passwords against the engine's users and reads their roles from the engine's groups. A
 * wrong name, a wrong password and a throttled attempt are answered alike.
 */
final class EngineUsers implements AuthenticationProvider {

  /** What the engine accepts as an id; keeps control characters away from the database. */
  private static final Pattern USER_ID = Pattern.compile("[a-zA-Z0-9_.@-]{1,64}");

  private static final int LONGEST_PASSWORD = 256;

  private final IdentityService identity;
  private final LoginThrottle throttle;

  EngineUsers(IdentityService identity, LoginThrottle throttle) {
    this.identity = identity;
    this.throttle = throttle;
  }

  @Override
  public Authentication authenticate(Authentication attempt) {
    String address =
        attempt.getDetails() instanceof WebAuthenticationDetails web
            ? web.getRemoteAddress()
            : "unknown";
    Actor actor = signIn(attempt.getName(), String.valueOf(attempt.getCredentials()), address);
    UsernamePasswordAuthenticationToken token = token(actor);
    token.setDetails(attempt.getDetails());
    return token;
  }

  /**
   * @throws BadCredentialsException always the same one
   */
  Actor signIn(String id, String password, String address) {
    boolean possible =
        id != null
            && password != null
            && USER_ID.matcher(id).matches()
            && password.length() <= LONGEST_PASSWORD;
    String counted = possible ? id : "?";
    if (throttle.blocked(address, counted)) {
      throw refused();
    }
    if (!possible || !identity.checkPassword(id, password)) {
      throttle.failed(address, counted);
      throw refused();
    }
    throttle.succeeded(address, counted);
    return actor(id).orElseThrow(EngineUsers::refused);
  }

  /** The user as of now, empty if there is none any more. */
  Optional<Actor> actor(String id) {
    return identity.createUserQuery().userId(id).count() == 0
        ? Optional.empty()
        : Optional.of(Actor.of(id, groups(id)));
  }

  List<String> groups(String id) {
    return identity.createGroupQuery().groupMember(id).list().stream().map(Group::getId).toList();
  }

  static UsernamePasswordAuthenticationToken token(Actor actor) {
    return UsernamePasswordAuthenticationToken.authenticated(
        SignedIn.of(actor), null, authorities(actor.roles()));
  }

  private static List<GrantedAuthority> authorities(Collection<Role> roles) {
    return roles.stream()
        .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
        .toList();
  }

  private static BadCredentialsException refused() {
    return new BadCredentialsException("The name or the password is not right.");
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
