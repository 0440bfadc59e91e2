package dev.handover.security;

import java.beans.FeatureDescriptor;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELException;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationContext;

/**
 * What an expression may touch: the beans of {@code dev.handover.process}, plain values, and a few
 * readings of the execution or task at hand. Everything else is refused by type, so neither a class
 * object nor the engine's services can be reached from a value, however the expression came in. It
 * stands in front of the other resolvers, and refuses instead of passing on.
 */
final class ExpressionGuard extends ELResolver {

  private static final String OPEN_PACKAGE = "dev.handover.process";

  private static final Set<String> FORBIDDEN = Set.of("class", "getclass");

  /** Of an execution or a task; as property or getter. */
  private static final Set<String> READABLE =
      Set.of(
          "id",
          "name",
          "assignee",
          "owner",
          "dueDate",
          "createTime",
          "businessKey",
          "processBusinessKey",
          "processInstanceId",
          "processDefinitionId",
          "executionId",
          "activityInstanceId",
          "currentActivityId",
          "currentActivityName",
          "taskDefinitionKey",
          "eventName",
          "variable",
          "variableLocal",
          "hasVariable",
          "hasVariableLocal");

  private final ApplicationContext beans;

  ExpressionGuard(ApplicationContext beans) {
    this.beans = beans;
  }

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    if (base == null) {
      return bean(context, String.valueOf(property));
    }
    check(base, String.valueOf(property));
    return null;
  }

  @Override
  public Object invoke(
      ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
    check(base, String.valueOf(method));
    return null;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {
    if (base != null) {
      throw new ELException("an expression may not change '%s'".formatted(property));
    }
  }

  private Object bean(ELContext context, String name) {
    if (!beans.containsBean(name) || !open(beans.getType(name))) {
      return null;
    }
    context.setPropertyResolved(true);
    return beans.getBean(name);
  }

  private static void check(Object base, String member) {
    boolean allowed =
        !FORBIDDEN.contains(member.toLowerCase(Locale.ROOT))
            && (open(AopUtils.getTargetClass(base))
                || value(base)
                || (base instanceof VariableScope && readable(member)));
    if (!allowed) {
      throw new ELException("an expression may not use '%s' here".formatted(member));
    }
  }

  private static boolean open(Class<?> type) {
    return type != null
        && (type.getPackageName().equals(OPEN_PACKAGE)
            || type.getPackageName().startsWith(OPEN_PACKAGE + "."));
  }

  private static boolean value(Object base) {
    return base instanceof String
        || base instanceof Number
        || base instanceof Boolean
        || base instanceof Enum<?>
        || base instanceof Date
        || base instanceof TemporalAccessor
        || base instanceof TemporalAmount
        || base instanceof Collection<?>
        || base instanceof Map<?, ?>
        || base.getClass().isArray();
  }

  private static boolean readable(String member) {
    return READABLE.contains(member)
        || (member.startsWith("get")
            && member.length() > 3
            && READABLE.contains(Character.toLowerCase(member.charAt(3)) + member.substring(4)));
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    return true;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
    return null;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return Object.class;
  }
}
