export default {
  app: { name: 'Admin', vendor: 'Handover' },
  disableWelcomeMessage: true,
};
