// A tab on the page of a process instance: the rollout that it drives, and the evidence on it.
// All is read with the session of who looks, and written as text: no name is ever markup.
const HANDOVER = new URL('../../../../', import.meta.url);

const count = new Intl.NumberFormat('en-GB');
const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
});

// As Handover's own pages have it: 2 %, 0.5 %.
const percent = (value) => (typeof value === 'number' ? `${Math.round(1000 * value) / 10} %` : '–');
const number = (value) => (typeof value === 'number' ? count.format(value) : '–');
const at = (instant) => moment.format(new Date(instant));
const begun = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const words = (constant) => begun(String(constant).toLowerCase().replaceAll('_', ' '));

// The words of Handover's own pages, for one thing.
const VERDICTS = {
  PASS: 'Passed', FAIL: 'Failed', HOLD_INCONCLUSIVE: 'Held: undecided',
  HOLD_INSUFFICIENT: 'Held: not enough evidence', HOLD_STALE: 'Held: evidence too old',
  HOLD_SOURCE_ERROR: 'Held: a source cannot be read',
};
const EARLY = ['HOLD_INSUFFICIENT', 'HOLD_INCONCLUSIVE'];

function verdict(found, wave) {
  if (!found) {
    return 'Not judged yet';
  }
  if (EARLY.includes(found) && ['MOVING', 'SOAKING'].includes(wave.state)) {
    return 'Gathering evidence';
  }
  if (found.startsWith('HOLD') && ['ROLLING_BACK', 'ROLLED_BACK'].includes(wave.state)) {
    return 'Not decided before it went back';
  }
  return found === 'FAIL' && wave.state === 'PASSED' ? 'Failed, risk accepted' : VERDICTS[found] || found;
}

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...content.filter((part) => part !== null && part !== undefined));
  return made;
}

async function read(url) {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail || `Handover did not answer (${response.status}).`);
  }
  return response.json();
}

const link = (path, text) =>
  element('a', { href: new URL(path, HANDOVER), target: '_blank', rel: 'noopener' }, text);

function table(caption, head, rows) {
  const header = element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text)));
  const lines = rows.map(([first, ...others]) =>
    element('tr', {}, element('th', { scope: 'row' }, first), ...others.map((text) => element('td', {}, text))));
  return element(
    'table', { class: 'cam-table' },
    element('caption', {}, caption), element('thead', {}, header), element('tbody', {}, ...lines));
}

const waveName = (wave) =>
  ({ PILOT: 'Pilot', PRODUCTION: 'Production' })[wave.kind] || `Wave ${wave.no}`;

function standing(rollout) {
  const waits = rollout.waiting;
  const until = waits?.until ? ` (until ${at(waits.until)})` : '';
  return element(
    'div', {},
    element('h4', {}, link(`rollouts/${encodeURIComponent(rollout.id)}`, rollout.title)),
    element(
      'p', {},
      `${words(rollout.state)}${rollout.paused ? ', paused' : ''}: ${rollout.stage}. `
        + `${number(rollout.atIntune)} of ${number(rollout.population)} devices are at Intune.`),
    ...rollout.holds.map((hold) => element('p', {}, `${words(hold.kind)} (${hold.owner}): ${hold.reason}`)),
    element('p', { class: 'handover-waits' }, waits ? `${waits.reason}${until}` : 'It waits for nothing.'));
}

function evidenceOf(wave, found, titles) {
  const metrics = found.evidence?.metrics || [];
  return element(
    'section', {},
    element('h4', {}, `${waveName(wave)}: ${verdict(found.verdict, wave)}`),
    element('ul', {}, ...wave.reasons.map((reason) => element('li', {}, reason))),
    metrics.length === 0 ? null : table(
      `Metrics, as judged on ${at(found.judgedAt)}`,
      ['Metric', 'Verdict', 'Unhealthy', 'Judged', 'Rate', '95 % interval', 'Expected', 'Limit'],
      metrics.map((m) => [
        titles.get(m.name) || m.name, verdict(m.verdict, wave), number(m.judgedUnhealthy), number(m.judged), percent(m.rate),
        `${percent(m.lower)} to ${percent(m.upper)}`, percent(m.expected), percent(m.limit),
      ])));
}

async function show(node, api, processInstanceId) {
  const instance = await read(`${api.engineApi}/process-instance/${encodeURIComponent(processInstanceId)}`);
  const id = encodeURIComponent(instance.businessKey || '');
  if (!instance.businessKey) {
    return node.replaceChildren(element('p', {}, 'This process belongs to no rollout of its own.'));
  }
  if (instance.definitionKey === 'migrationProgramme') {
    return node.replaceChildren(
      element('p', {}, 'This process drives a programme of several rollouts: ',
        link(`programmes/${id}`, instance.businessKey)));
  }
  if (instance.definitionKey === 'coManagementEnablement') {
    return node.replaceChildren(
      element('p', {}, 'This process drives the enablement of co-management: ',
        link(`enablement/${id}`, instance.businessKey)));
  }
  const of = new URL(`api/rollouts/${id}`, HANDOVER);
  const [rollout, waves, evidence, signals] = await Promise.all(
    [of, `${of}/waves`, `${of}/evidence`, new URL('api/signals', HANDOVER)].map(read));
  const titles = new Map(signals.map((signal) => [signal.name, begun(signal.title)]));
  return node.replaceChildren(
    standing(rollout),
    table(
      'Waves', ['Wave', 'State', 'Devices', 'Moved', 'Confirmed', 'Verdict'],
      waves.map((w) => [
        waveName(w), words(w.state), w.kind === 'PRODUCTION' ? 'all' : number(w.size),
        number(w.moved), number(w.confirmed), w.verdict ? verdict(w.verdict, w) : '–',
      ])),
    ...evidence
      .sort((a, b) => b.wave - a.wave)
      .map((found) => evidenceOf(waves.find((w) => w.no === found.wave), found, titles)));
}

export default {
  id: 'handover.rollout',
  pluginPoint: 'cockpit.processInstance.runtime.tab',
  priority: 20,
  properties: { label: 'Rollout' },
  render(node, { api, processInstanceId }) {
    const found = element('div', { class: 'handover-rollout', 'aria-live': 'polite' });
    const again = element('button', { type: 'button', class: 'btn btn-default' }, 'Read again');
    const draw = async () => {
      again.disabled = true;
      try {
        await show(found, api, processInstanceId);
      } catch (problem) {
        found.replaceChildren(element('p', { role: 'alert' }, problem.message));
      }
      again.disabled = false;
    };
    again.addEventListener('click', draw);
    node.replaceChildren(found, again);
    draw();
  },
};
