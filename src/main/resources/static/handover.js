// Dialogs and calm refreshing. Everything else is rendered on the server.
(() => {
  'use strict';

  const $ = (selector, from = document) => from.querySelector(selector);
  const meta = (name) => $(`meta[name="${name}"]`)?.content;

  /** Answers what came of it, or why nothing did. */
  async function request(method, path, body) {
    return call(method, path, JSON.stringify(body), 'application/json', crypto.randomUUID());
  }

  /** What has the same key happens once, however often it is sent. */
  async function call(method, path, body, type, key) {
    const headers = { 'Content-Type': type, 'Idempotency-Key': key };
    if (meta('csrf-header')) {
      headers[meta('csrf-header')] = meta('csrf-token');
    }
    let response;
    try {
      response = await fetch(path, { method, headers, body });
    } catch {
      return { why: 'Handover cannot be reached. Nothing may have happened; look before you try again.' };
    }
    const answer = await response.json().catch(() => ({}));
    return response.ok
      ? { answer }
      : { why: answer.detail || `This was refused (${response.status}).` };
  }

  /** Answers null when done, or why not. */
  const send = async (method, path, body) => (await request(method, path, body)).why || null;

  const post = (path, body) => send('POST', path, body);

  function refresh() {
    const live = $('#live');
    if (live && window.htmx) {
      htmx.trigger(live, 'refresh');
    }
  }

  /** Opens a dialog; answer() answers null when done, or why not. */
  function ask(dialog, answer, then = () => {}) {
    const form = $('form', dialog);
    const error = $('.error', dialog);
    const submit = $('button[type=submit]', dialog);
    const opener = document.activeElement?.id;
    error.hidden = true;
    submit.disabled = false;
    const told = $('#told');
    if (told) {
      told.textContent = '';
    }
    form.onsubmit = async (event) => {
      event.preventDefault();
      submit.disabled = true;
      submit.ariaBusy = 'true';
      const why = await answer();
      submit.disabled = false;
      submit.ariaBusy = null;
      if (why) {
        error.textContent = why;
        error.hidden = false;
        // It was disabled while it was asked, and so has lost the focus.
        submit.focus();
        return;
      }
      dialog.close();
      refresh();
      then();
    };
    // The button that opened it may have been swapped for a new one of the same id.
    dialog.onclose = () => opener && document.getElementById(opener)?.focus();
    dialog.showModal();
  }

  function act(button) {
    const { path, title, about, consequence } = button.dataset;
    const body = JSON.parse(button.dataset.body || '{}');
    const dialog = $('#act');
    const reason = $('#act-reason');
    $('#act-title').textContent = title;
    $('#act-about').textContent = about;
    $('#act-consequence').textContent = consequence;
    $('#act-submit').textContent = title;
    dialog.classList.toggle('grave', button.classList.contains('grave'));
    reason.value = '';
    ask(dialog, async () => {
      if (!reason.value.trim()) {
        return 'A reason is needed.';
      }
      const { why, answer } = await request('POST', path, { ...body, reason: reason.value.trim() });
      if (!why && 'asked' in answer) {
        $('#told').textContent =
          `Asked of ${answer.asked} of ${answer.devices} devices; what became of it stands with each.`;
      }
      return why;
    });
  }

  function move(button) {
    const { workload, title, position } = button.dataset;
    const dialog = $('#move');
    const reason = $('#move-reason');
    $('#move-about').textContent = title;
    $(`input[value="${position}"]`, dialog).checked = true;
    reason.value = '';
    ask(dialog, () =>
      post('/api/sandbox/slider', {
        workload,
        position: $('input[name=position]:checked', dialog).value,
        reason: reason.value.trim(),
      }));
  }

  /** What is left empty is left out; times are typed in UTC. */
  function freeze() {
    const dialog = $('#freeze');
    const value = (name) => $(`#freeze-${name}`).value.trim() || undefined;
    const utc = (name) => value(name) && new Date(`${value(name)}Z`).toISOString();
    $('form', dialog).reset();
    ask(dialog, () =>
      post('/api/calendar/freezes', {
        workload: value('workload'),
        site: value('site'),
        startsAt: utc('from'),
        endsAt: utc('until'),
        owner: value('owner'),
        reason: value('reason'),
      }));
  }

  const TAKEN = {
    windowsAdded: 'Windows added',
    windowsReplaced: 'Windows replaced',
    freezesAdded: 'Freezes added',
    unchanged: 'Unchanged',
    freezesOver: 'Left out because over',
    cancelled: 'Left out because cancelled',
  };

  /** The file goes as it is; the answer tells what became of its events. */
  function importCalendar(button) {
    const dialog = $('#import');
    $('form', dialog).reset();
    ask(dialog, async () => {
      const { why, answer } = await call(
        'POST', button.dataset.path, $('#import-ics').files[0], 'text/calendar', crypto.randomUUID());
      if (!why) {
        const told = Object.keys(TAKEN).filter((key) => answer[key])
          .map((key) => `${TAKEN[key]}: ${answer[key]}.`);
        $('#told').textContent = told.join(' ') || 'The file has no events.';
      }
      return why;
    });
  }

  function thaw(button) {
    const { path, about, owner } = button.dataset;
    $('#thaw-about').textContent = about;
    $('#thaw-owner').textContent = owner;
    ask($('#thaw'), () => send('DELETE', path));
  }

  /** The form comes from the server, which also works out what the choices come to. */
  async function openWindow(button) {
    const dialog = $('#window');
    dialog.replaceChildren();
    await htmx.ajax('GET', button.dataset.path, { target: dialog, swap: 'innerHTML' });
    const zone = $('#w-zone');
    if (!zone) {
      return;
    }
    zone.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
    const opener = button.id;
    dialog.onclose = () => document.getElementById(opener)?.focus();
    dialog.showModal();
  }

  document.addEventListener('window-kept', () => {
    $('#window').close();
    refresh();
  });

  function removeWindow(button) {
    $('#unwindow-about').textContent = button.dataset.about;
    ask($('#unwindow'), () => send('DELETE', button.dataset.path));
  }

  function subscribe() {
    const dialog = $('#subscribe');
    const form = $('form', dialog);
    form.reset();
    let secret;
    ask(
      dialog,
      async () => {
        const data = new FormData(form);
        const { why, answer } = await request('POST', '/api/notifications/subscriptions', {
          channel: data.get('channel'),
          address: data.get('address').trim(),
          occasions: data.getAll('occasion'),
          mine: data.has('mine'),
          credential: data.get('credential')?.trim() || undefined,
        });
        secret = answer?.secret;
        return why;
      },
      () => {
        if (secret) {
          $('#secret-value').value = secret;
          $('#secret').showModal();
        }
      });
  }

  function unsubscribe(button) {
    $('#unsubscribe-about').textContent = button.dataset.about;
    ask($('#unsubscribe'), () => send('DELETE', button.dataset.path));
  }

  function discard(button) {
    const { path, about } = button.dataset;
    $('#discard-about').textContent = about;
    ask($('#discard'), async () => {
      const { why, answer } = await request('POST', path);
      if (!why) {
        const said = answer.messages === 1 ? 'message is' : 'messages are';
        $('#told').textContent = `${answer.messages} ${said} dropped: ${about}. The journal keeps what happened.`;
      }
      return why;
    });
  }

  /** For what needs no question; says what came of it. */
  async function doNow(button) {
    button.disabled = true;
    const { why, answer } = await request('POST', button.dataset.path);
    button.disabled = false;
    // Of a test it is how it went; of what is tried again, how it went before.
    const failure = answer?.taken === false && answer.failure;
    $('#told').textContent = why || failure || button.dataset.done;
    refresh();
  }

  // What was asked for the plan as it stood is no answer for the plan as it stands.
  const planner = $('#planner');
  const typed = () => new URLSearchParams(new FormData(planner)).toString();
  const asked = new WeakMap();
  let checked = null;

  /** Starts what was checked, and nothing else. */
  async function start(button) {
    const error = $('#start-error');
    const refuse = (why) => {
      error.textContent = why;
      error.hidden = false;
    };
    error.hidden = true;
    if (typed() !== checked || $('#check').classList.contains('htmx-request')) {
      htmx.trigger(planner, 'submit');
      refuse('The plan has changed since it was checked. It is checked again; then start it.');
      return;
    }
    const name = button.textContent;
    button.disabled = true;
    button.textContent = 'Starting …';
    const { why, answer } = await call(
      'POST', button.dataset.path, button.dataset.plan, 'application/yaml', button.dataset.key);
    if (why) {
      button.disabled = false;
      button.textContent = name;
      button.focus();
      refuse(why);
    } else {
      location.assign(`${button.dataset.page}/${answer.id}`);
    }
  }

  /** A link to a field leads into it, wherever it is folded away. */
  function enter(link) {
    const field = document.getElementById(link.hash.slice(1));
    for (let part = field; part; part = part.parentElement) {
      if (part.matches('details')) {
        part.open = true;
      }
    }
    field?.focus();
  }

  if (planner) {
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#f-"]');
      if (link) {
        event.preventDefault();
        enter(link);
      }
    });
    document.addEventListener('htmx:beforeSend', (event) => asked.set(event.detail.xhr, typed()));
    document.addEventListener('htmx:beforeOnLoad', (event) => {
      if (asked.get(event.detail.xhr) !== typed()) {
        event.preventDefault();
      }
    });
    document.addEventListener('htmx:afterSettle', (event) => {
      if (event.detail.target?.id === 'check') {
        checked = typed();
      }
      planner.querySelectorAll('.at').forEach((said) => {
        const field = $(`[aria-describedby~="${said.id}"]`, planner);
        if (field) {
          field.ariaInvalid = said.textContent ? 'true' : null;
        }
      });
    });
  }

  const more = $('.more');
  document.addEventListener('click', (event) => {
    if (more?.open && !more.contains(event.target)) {
      more.open = false;
    }
  });
  more?.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      more.open = false;
      $('summary', more).focus();
    }
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) {
      return;
    }
    if (button.matches('[data-act]')) {
      act(button);
    } else if (button.matches('[data-move]')) {
      move(button);
    } else if (button.matches('[data-freeze]')) {
      freeze();
    } else if (button.matches('[data-import]')) {
      importCalendar(button);
    } else if (button.matches('[data-thaw]')) {
      thaw(button);
    } else if (button.matches('[data-window]')) {
      openWindow(button);
    } else if (button.matches('[data-unwindow]')) {
      removeWindow(button);
    } else if (button.matches('[data-subscribe]')) {
      subscribe();
    } else if (button.matches('[data-unsubscribe]')) {
      unsubscribe(button);
    } else if (button.matches('[data-discard]')) {
      discard(button);
    } else if (button.matches('[data-now]')) {
      doNow(button);
    } else if (button.matches('[data-start]')) {
      start(button);
    } else if (button.matches('[data-close]')) {
      button.closest('dialog').close();
    }
  });

  // A page that refreshes itself is not used by that; an unattended session ends.
  const ATTENTION = 60_000;
  let attended = -Infinity;
  ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'].forEach((sign) =>
    document.addEventListener(sign, () => {
      attended = performance.now();
    }, { passive: true }));
  document.addEventListener('htmx:configRequest', (event) => {
    if (performance.now() - attended < ATTENTION) {
      event.detail.headers['Handover-Attended'] = 'true';
    }
  });

  // Nobody looks: nobody asks. Who looks again sees what is so now.
  document.addEventListener('visibilitychange', () => document.hidden || refresh());
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (document.hidden) {
      event.preventDefault();
    }
  });

  // Who walks a page by its keys, or has opened something, stays there when it is shown anew. What
  // has an id gets its focus back from htmx.
  let focused = null;
  let within = false;
  let opened = [];
  const same = (e) => e.tagName + (e.getAttribute('href') || e.getAttribute('aria-labelledby')
    || e.getAttribute('aria-label') || e.textContent);
  function remember(part) {
    const at = document.activeElement;
    within = at !== part && part.contains(at);
    focused = at && !at.id && at !== part && part.contains(at) ? same(at) : null;
    opened = [...part.querySelectorAll('details')].map((details) => details.open);
  }
  function back(part) {
    const all = [...part.querySelectorAll('details')];
    if (all.length === opened.length) {
      all.forEach((details, i) => { details.open ||= opened[i]; });
    }
    if (focused) {
      [...part.querySelectorAll('a, summary, [tabindex]')].find((e) => same(e) === focused)
        ?.focus({ preventScroll: true });
    }
    // What had it is no more.
    if (within && document.activeElement === document.body) {
      ($('h2[tabindex]', part) || $('#main')).focus({ preventScroll: true });
    }
    focused = null;
    within = false;
    opened = [];
  }

  // The same again changes nothing: selections, focus and open menus stay.
  let shown = null;
  document.addEventListener('htmx:beforeSwap', (event) => {
    const text = event.detail.xhr.responseText;
    const dialog = event.detail.target.matches('dialog');
    const refreshed = event.detail.requestConfig.verb === 'get' && !dialog;
    if (event.detail.xhr.status !== 200 || refreshed && text === shown) {
      event.detail.shouldSwap = false;
    } else if (!dialog) {
      shown = refreshed ? text : shown;
      remember(event.detail.target);
    }
  });

  // On a phone a row stands alone: each cell says its column, and is still a cell to who hears it.
  const PARTS = { TABLE: 'table', THEAD: 'rowgroup', TBODY: 'rowgroup', TR: 'row', TD: 'cell' };
  function fold() {
    document.querySelectorAll('.scroll > table:not(.folds), .journal:not(.folds)').forEach((table) => {
      const heads = [...table.rows[0].cells]
        .map((head) => (head.querySelector('.away') ? '' : head.textContent.trim()));
      [table, ...table.querySelectorAll('thead, tbody, tr, th, td')].forEach((part) =>
        part.setAttribute(
          'role', PARTS[part.tagName] || (part.scope === 'row' ? 'rowheader' : 'columnheader')));
      [...table.tBodies].flatMap((body) => [...body.rows]).flatMap((row) => [...row.cells])
        .filter((cell) => heads[cell.cellIndex] && cell.colSpan === 1 && cell.textContent.trim())
        .forEach((cell) => { cell.dataset.head = heads[cell.cellIndex]; });
      table.classList.add('folds');
    });
  }
  fold();

  const lost = (is) => {
    const note = $('#lost');
    if (note) {
      note.hidden = !is;
    }
  };
  document.addEventListener('htmx:afterRequest', (event) => {
    if (event.detail.xhr.status !== 0 || event.detail.failed) {
      lost(!event.detail.successful);
    }
  });
  document.addEventListener('htmx:sendError', () => lost(true));
  document.addEventListener('htmx:timeout', () => lost(true));

  document.addEventListener('htmx:afterSwap', (event) => {
    fold();
    back(event.target);
  });
})();
