export default {
  app: { name: 'Cockpit', vendor: 'Handover' },
  customScripts: ['scripts/rollout-tab.js'],
  disableWelcomeMessage: true,
};
