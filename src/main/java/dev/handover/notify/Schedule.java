package dev.handover.notify;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Sending has a clock of its own: a slow receiver must not keep the watch waiting. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class Schedule {}
