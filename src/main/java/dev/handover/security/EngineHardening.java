package dev.handover.security;

import java.util.HashMap;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.el.VariableContextElResolver;
import org.camunda.bpm.engine.impl.el.VariableScopeElResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ArrayELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.BeanELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ListELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.MapELResolver;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Puts {@link ExpressionGuard} in front of everything that expressions resolve, and shows scripts
 * no beans at all.
 */
@Component
class EngineHardening extends AbstractProcessEnginePlugin {

  private final ApplicationContext beans;

  EngineHardening(ApplicationContext beans) {
    this.beans = beans;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.setExpressionManager(new Guarded(new ExpressionGuard(beans)));
    configuration.setBeans(new HashMap<>());
  }

  private static final class Guarded extends JuelExpressionManager {

    private final ExpressionGuard guard;

    Guarded(ExpressionGuard guard) {
      this.guard = guard;
    }

    @Override
    protected ELResolver createElResolver() {
      CompositeELResolver all = new CompositeELResolver();
      all.add(guard);
      all.add(new VariableScopeElResolver());
      all.add(new VariableContextElResolver());
      all.add(new ArrayELResolver(true));
      all.add(new ListELResolver(true));
      all.add(new MapELResolver(true));
      all.add(new BeanELResolver(true));
      return all;
    }
  }
}
