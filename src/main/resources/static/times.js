// Moments in the viewer's own time zone, named beside them; the server writes them in UTC. For our
// own pages and for Tasklist.
(() => {
  'use strict';

  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
    timeZoneName: 'short',
  });

  function localize(time) {
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
  }

  // As sentences tell them: 30 November 2026 20:08 UTC.
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
    'September', 'October', 'November', 'December'];
  const MOMENT = new RegExp(`\\b(\\d{1,2}) (${MONTHS.join('|')}) (\\d{4}) (\\d{2}):(\\d{2}) UTC\\b`);
  const AS_IT_IS = 'time, textarea, pre, code, script, style, option';

  function sentence(text) {
    for (let found = MOMENT.exec(text.data); found; found = MOMENT.exec(text.data)) {
      const [whole, day, month, year, hour, minute] = found;
      const moment = text.splitText(found.index);
      text = moment.splitText(whole.length);
      const time = document.createElement('time');
      time.dateTime =
        new Date(Date.UTC(year, MONTHS.indexOf(month), day, hour, minute)).toISOString();
      moment.replaceWith(time);
      time.append(moment);
      localize(time);
    }
  }

  function inLocalTime(part) {
    part.querySelectorAll('time[datetime]').forEach((time) => {
      if (time.textContent.endsWith(' UTC')) {
        localize(time);
      }
    });
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    const told = [];
    while (texts.nextNode()) {
      if (MOMENT.test(texts.currentNode.data) && !texts.currentNode.parentElement.closest(AS_IT_IS)) {
        told.push(texts.currentNode);
      }
    }
    told.forEach(sentence);
  }
  inLocalTime(document.body);
  new MutationObserver((changes) => {
    const parts = changes.flatMap((change) => [...change.addedNodes])
      .map((node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement))
      .filter((part) => part?.isConnected && !part.closest(AS_IT_IS));
    new Set(parts).forEach(inLocalTime);
  }).observe(document.body, { childList: true, subtree: true });

  // What is typed in UTC is told in local time beside it.
  function typed(field) {
    const at = new Date(`${field.value}Z`);
    document.getElementById(field.dataset.local).textContent =
      Number.isNaN(at.getTime()) ? '' : `That is ${format.format(at)}.`;
  }
  document.querySelectorAll('[data-local]').forEach(typed);
  document.addEventListener('input', (event) => event.target.dataset.local && typed(event.target));
  document.addEventListener('reset', (event) =>
    setTimeout(() => event.target.querySelectorAll('[data-local]').forEach(typed)));

  // The estate's clock runs on here, as fast as it does there.
  const clock = document.querySelector('[data-clock]');
  if (clock) {
    const began = Date.parse(clock.getAttribute('datetime'));
    const factor = Number(clock.dataset.factor) || 1;
    const opened = performance.now();
    setInterval(() => {
      const now = new Date(began + (performance.now() - opened) * factor);
      clock.setAttribute('datetime', now.toISOString());
      clock.textContent = format.format(now);
    }, 1000);
  }
})();
