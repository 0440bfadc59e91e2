export default {
  app: { name: 'Cockpit', vendor: 'Handover' },
  disableWelcomeMessage: true,
};
