package dev.handover.security;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The way in. Spring Security handles what it posts. */
@Controller
class LoginPage {

  private final boolean sandbox;

  LoginPage(@Value("${handover.estate}") String estate) {
    this.sandbox = estate.equals(StartRules.SANDBOX);
  }

  @GetMapping("/login")
  String show(Model model) {
    model.addAttribute("sandbox", sandbox);
    return "login";
  }
}
