// The process diagrams of a rollout, with the tokens on them; loaded on its page only.
(() => {
  'use strict';

  const box = document.getElementById('diagram');
  if (!box || !window.BpmnJS) {
    return;
  }
  const $ = (selector) => box.querySelector(selector);
  const viewer = new window.BpmnJS({
    container: $('.canvas'),
    // The wheel belongs to the page.
    zoomScroll: { enabled: false },
  });
  const canvas = viewer.get('canvas');
  const models = new Map();

  /** What the server last said, the diagram drawn, and the one that somebody has chosen. */
  let told = '';
  let diagrams = [];
  let drawn = null;
  let chosen = null;

  async function model(definition) {
    if (!models.has(definition)) {
      const response = await fetch(box.dataset.models + encodeURIComponent(definition));
      if (!response.ok) {
        throw new Error(`model ${response.status}`);
      }
      models.set(definition, await response.text());
    }
    return models.get(definition);
  }

  async function look() {
    if (document.hidden) {
      return;
    }
    const response = await fetch(box.dataset.path, { redirect: 'error' });
    if (!response.ok) {
      throw new Error(`diagram ${response.status}`);
    }
    const text = await response.text();
    if (text === told) {
      return;
    }
    diagrams = JSON.parse(text);
    await draw();
    told = text;
  }

  const shown = () =>
    diagrams.find((d) => d.instanceId === chosen) || diagrams[diagrams.length - 1];

  async function draw() {
    const diagram = shown();
    box.hidden = !diagram;
    if (!diagram) {
      return;
    }
    paths(diagram);
    places(diagram);
    if (drawn !== diagram.instanceId) {
      await viewer.importXML(await model(diagram.definitionId));
      drawn = diagram.instanceId;
      marks(diagram);
      bringIntoView(diagram);
    } else {
      marks(diagram);
    }
  }

  function marks(diagram) {
    const elements = viewer.get('elementRegistry');
    const overlays = viewer.get('overlays');
    overlays.clear();
    elements.forEach((element) =>
      ['passed', 'here', 'stuck'].forEach((marker) => canvas.removeMarker(element, marker)));
    diagram.passed
      .filter((id) => elements.get(id))
      .forEach((id) => canvas.addMarker(id, 'passed'));
    const counts = new Map();
    diagram.tokens
      .filter((token) => elements.get(token.activityId))
      .forEach((token) => {
        canvas.addMarker(token.activityId, token.incident ? 'stuck' : 'here');
        counts.set(token.activityId, (counts.get(token.activityId) || 0) + 1);
      });
    counts.forEach((count, id) => {
      const token = document.createElement('span');
      token.className = 'token';
      token.textContent = count;
      overlays.add(id, { position: { top: -12, left: -12 }, html: token });
    });
  }

  /** As large as can be read, with a token in the middle; the whole where it is read so, too. */
  function bringIntoView(diagram) {
    const elements = viewer.get('elementRegistry');
    const at = diagram.tokens.map((t) => elements.get(t.activityId)).find(Boolean);
    if (canvas.zoom('fit-viewport', 'auto') < 0.6 && at) {
      canvas.zoom(0.75, { x: at.x + at.width / 2, y: at.y + at.height / 2 });
      const view = canvas.viewbox();
      canvas.viewbox({
        x: at.x + at.width / 2 - view.width / 2,
        y: at.y + at.height / 2 - view.height / 2,
        width: view.width,
        height: view.height,
      });
    }
  }

  function button(text, pressed, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.setAttribute('aria-pressed', pressed);
    made.onclick = act;
    return made;
  }

  function choose(diagram) {
    chosen = diagram === diagrams[diagrams.length - 1] ? null : diagram.instanceId;
    draw();
  }

  function paths(current) {
    const list = $('.path');
    const held = list.contains(document.activeElement)
      ? [...list.querySelectorAll('button')].indexOf(document.activeElement)
      : -1;
    list.replaceChildren(
      ...diagrams.map((diagram) => {
        const item = document.createElement('li');
        item.append(button(diagram.title, diagram === current, () => choose(diagram)));
        return item;
      }));
    list.querySelectorAll('button')[held]?.focus();
  }

  /** The same in words, for whoever does not see the drawing. */
  function places(diagram) {
    $('.places').replaceChildren(
      ...(diagram.tokens.length ? diagram.tokens : [null]).map((token) => {
        const item = document.createElement('li');
        if (!token) {
          item.textContent = 'This process has ended.';
          return item;
        }
        item.textContent = `Stands at “${token.name || 'a gateway'}”.`;
        if (token.incident) {
          const why = document.createElement('b');
          why.textContent = ` It is stuck, and an administrator has to look at it in Cockpit: ${token.incident}`;
          item.append(why);
        }
        return item;
      }));
  }

  viewer.get('eventBus').on('element.click', (event) => {
    const called = diagrams.find((d) => d.calledBy === drawn && d.calledAt === event.element.id);
    if (called) {
      choose(called);
    }
  });
  $('.whole').onclick = () => canvas.zoom('fit-viewport', 'auto');
  $('.closer').onclick = () => canvas.zoom(canvas.zoom() * 1.25);
  $('.farther').onclick = () => canvas.zoom(canvas.zoom() / 1.25);

  const failed = () => {
    $('.places').textContent = 'The diagram cannot be shown at the moment.';
  };
  look().catch(failed);
  setInterval(() => look().catch(failed), 4000);
})();
