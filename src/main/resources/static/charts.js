// Draws how evidence came in, from the tables that stand beside the charts.
(() => {
  'use strict';

  const NAMES = ['ink', 'quiet', 'line', 'accent', 'cm', 'good', 'bad'];
  const charts = new Map();

  /** The page's colours as they are now, light or dark; a canvas takes no variables. */
  function palette() {
    const probe = document.createElement('i');
    document.body.append(probe);
    const colours = Object.fromEntries(NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }));
    probe.remove();
    return colours;
  }

  const value = (text) => (text === '' ? null : Number(text));

  const percent = (share) => `${Math.round(1000 * share) / 10} %`;

  function at(colour, name, y, grid) {
    return {
      yAxis: y,
      lineStyle: { color: colour, type: 'dashed', width: 1 },
      label: { formatter: name, position: grid === 0 ? 'insideEndTop' : 'insideStartTop', color: colour },
    };
  }

  function option(figure, colour) {
    const of = figure.dataset;
    const rows = [...figure.querySelectorAll('tr[data-p]')].map((row) => {
      const [rate, lower, upper, llr] = row.dataset.p.split(',');
      return { at: row.querySelector('time').dateTime, rate, lower, upper, llr };
    });
    const known = (row) => row.rate !== '';
    const series = (key) => rows.map((row) => [row.at, value(row[key])]);
    const tested = of.compared !== 'true';
    const limit = Number(of.limit);
    const top = Math.min(1, Math.max(2 * limit, 1.2 * Math.max(...rows.map((row) => value(row.rate) || 0))));
    const axis = (index, show) => ({
      type: 'time', gridIndex: index,
      axisLabel: { show, color: colour.quiet, hideOverlap: true, rotate: 0 },
      axisLine: { onZero: false, lineStyle: { color: colour.line } }, axisTick: { show },
    });
    const measure = (index, more) => ({
      type: 'value', gridIndex: index, splitNumber: 4,
      axisLabel: { color: colour.quiet }, splitLine: { lineStyle: { color: colour.line } }, ...more,
    });
    const line = (name, key, index, more) => ({
      name, type: 'line', xAxisIndex: index, yAxisIndex: index, data: series(key),
      showSymbol: rows.length < 2, symbolSize: 5, step: 'end', ...more,
    });
    const clear = { lineStyle: { opacity: 0 }, symbol: 'none', showSymbol: false, silent: true, tooltip: { show: false } };
    const drawn = [
      line('from', 'lower', 0, {
        ...clear, stack: 'interval', data: rows.map((row) => [row.at, known(row) ? value(row.lower) : null]),
      }),
      line('to', 'upper', 0, {
        ...clear, stack: 'interval', areaStyle: { color: colour.cm, opacity: .45 },
        data: rows.map((row) => [row.at, known(row) ? value(row.upper) - value(row.lower) : null]),
      }),
      line('Unhealthy', 'rate', 0, {
        itemStyle: { color: colour.accent }, lineStyle: { color: colour.accent, width: 2 },
        tooltip: { valueFormatter: (share) => (share === null ? '–' : percent(share)) },
        markLine: tested ? {
          symbol: 'none', silent: true, animation: false,
          data: [at(colour.quiet, 'expected', Number(of.expected), 0), at(colour.bad, 'limit', limit, 0)],
        } : undefined,
      }),
    ];
    if (tested) {
      drawn.push(line('Test', 'llr', 1, {
        itemStyle: { color: colour.ink }, lineStyle: { color: colour.ink, width: 2 },
        tooltip: { valueFormatter: (ratio) => ratio.toFixed(2) },
        markLine: {
          symbol: 'none', silent: true, animation: false,
          data: [at(colour.good, 'passes', Number(of.pass), 1), at(colour.bad, 'fails', Number(of.fail), 1)],
        },
      }));
    }
    const grid = { left: 52, right: 16 };
    const llrs = rows.map((row) => value(row.llr));
    return {
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif' },
      tooltip: { trigger: 'axis', confine: true, renderMode: 'richText' },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      grid: tested
        ? [{ ...grid, top: 12, height: 135 }, { ...grid, top: 172, bottom: 26 }]
        : [{ ...grid, top: 12, bottom: 26 }],
      xAxis: tested ? [axis(0, false), axis(1, true)] : [axis(0, true)],
      yAxis: [
        measure(0, { min: 0, max: top, axisLabel: { color: colour.quiet, showMaxLabel: false, formatter: percent } }),
        ...(tested ? [measure(1, {
          min: Math.floor(Math.min(Number(of.pass), ...llrs) - 1),
          max: Math.ceil(Math.max(Number(of.fail), ...llrs) + 1),
        })] : []),
      ],
      series: drawn,
    };
  }

  function draw() {
    if (!window.echarts) {
      return;
    }
    const colour = palette();
    charts.forEach((chart, box) => {
      if (!box.isConnected) {
        chart.dispose();
        charts.delete(box);
      }
    });
    document.querySelectorAll('[data-course]').forEach((figure) => {
      const box = figure.querySelector('.drawn');
      if (!charts.has(box)) {
        box.classList.add('on');
        charts.set(box, echarts.init(box));
      }
      charts.get(box).setOption(option(figure, colour), true);
    });
  }

  // The library weighs more than all the rest of the page: it comes when the charts come into view.
  const library = document.createElement('script');
  library.src = document.currentScript.dataset.library;
  library.addEventListener('load', draw);
  const near = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      near.disconnect();
      document.head.append(library);
    }
  }, { rootMargin: '200px' });
  near.observe(document.querySelector('[aria-labelledby="over-time"]'));
  document.addEventListener('htmx:afterSwap', (event) => event.detail.elt.id === 'course' && draw());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  matchMedia('print').addEventListener('change', draw);
  addEventListener('resize', () => charts.forEach((chart) => chart.resize()));
})();
