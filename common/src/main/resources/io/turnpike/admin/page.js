'use strict';
// Shows what /events tells, once a second. Text goes in as text: names are chosen by others.
const KEPT = 60;
const history = [];
let last = null;

const element = (tag, text, kind) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
const scaled = (value, units, step) => {
  let unit = 0;
  while (value >= step && unit < units.length - 1) { value /= step; unit++; }
  return (unit === 0 ? Math.round(value) : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)) + ' ' + units[unit];
};
const bytes = value => scaled(value, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 1024);
const rate = value => scaled(Math.max(0, value), ['B/s', 'KB/s', 'MB/s', 'GB/s'], 1000);
const millis = value => value > 0 ? value.toFixed(value < 10 ? 2 : 0) + ' ms' : '–';
const span = seconds => seconds < 120 ? Math.floor(seconds) + ' s' : seconds < 7200 ? Math.floor(seconds / 60) + ' min'
  : seconds < 172800 ? Math.floor(seconds / 3600) + ' h' : Math.floor(seconds / 86400) + ' d';
const since = time => span((Date.now() - Date.parse(time)) / 1000);

function card(name, value, kind) {
  const made = element('div', undefined, 'card ' + (kind || ''));
  made.dataset.card = name;
  made.append(element('b', value), element('span', name));
  return made;
}

function chart() {
  const made = element('div', undefined, 'card chart');
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const most = Math.max(1000, ...history.flatMap(each => [each.up, each.down]));
  drawing.setAttribute('viewBox', '0 0 ' + (KEPT - 1) + ' 100');
  drawing.setAttribute('preserveAspectRatio', 'none');
  for (const way of ['down', 'up']) {
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('class', 'line-' + way);
    line.setAttribute('d', history.map((each, i) => (i ? 'L' : 'M') + (KEPT - history.length + i) + ' '
      + (97 - 94 * each[way] / most).toFixed(1)).join(''));
    drawing.append(line);
  }
  made.append(drawing, element('span', 'up and down, the last minute; the top is ' + rate(most)));
  return made;
}

// columns: [heading, value of a row, whether it is a number]
function table(title, rows, columns) {
  if (!rows || rows.length === 0) return [];
  const section = element('section');
  section.dataset.table = title;
  section.append(element('h2', title));
  const made = element('table');
  const head = element('tr');
  for (const [name, , number] of columns) head.append(element('th', name, number ? 'number' : ''));
  const thead = element('thead');
  thead.append(head);
  const body = element('tbody');
  for (const row of rows) {
    const line = element('tr');
    for (const [name, value, number] of columns) {
      const cell = element('td', value(row), number ? 'number' : '');
      cell.dataset.name = name;
      line.append(cell);
    }
    body.append(line);
  }
  made.append(thead, body);
  section.append(made);
  return [section];
}

// Rates of rows are differences between two tellings; rows are known by their key.
function rated(status, list, key) {
  const before = new Map(((last && last.status[list]) || []).map(row => [key(row), row]));
  const seconds = last ? Math.max(0.2, (status.at - last.status.at) / 1000) : 1;
  for (const row of status[list] || []) {
    const old = before.get(key(row));
    row.upRate = old ? (row.upBytes - old.upBytes) / seconds : 0;
    row.downRate = old ? (row.downBytes - old.downBytes) / seconds : 0;
  }
}

const moving = [
  ['up', row => bytes(row.upBytes), true], ['down', row => bytes(row.downBytes), true],
  ['up now', row => rate(row.upRate), true], ['down now', row => rate(row.downRate), true]];

function cards(status, now) {
  const made = element('div', undefined, 'cards');
  made.append(card('up now', rate(now.up), 'up'), card('down now', rate(now.down), 'down'));
  if (status.streamsOpen !== undefined) {
    made.append(card('open now', status.streamsOpen), card('since the start', status.streamsBegun));
  }
  if (status.tunnelsPaired !== undefined) {
    made.append(card('edges', status.edgesOnline), card('tunnels', status.tunnelsPaired),
      card('waiting', status.tunnelsWaiting), card('strangers now', status.strangers),
      card('turned away', status.turnedAway));
  }
  made.append(card('moved up', bytes(status.upBytes)), card('moved down', bytes(status.downBytes)));
  if (status.authenticationFailures !== undefined) made.append(card('not authenticated', status.authenticationFailures));
  if (status.resuming) made.append(card('wait to be resumed', status.resuming));
  if (status.certificateDays !== undefined) {
    made.append(card('days of certificate', Math.floor(status.certificateDays), status.certificateDays < 7 ? 'bad' : ''));
  }
  made.append(card('loop lag', status.lagMillis.toFixed(1) + ' ms'), chart());
  return made;
}

function show(status) {
  status.at = Date.now();
  for (const [list, key] of [['routes', r => r.route], ['streams', r => r.conn], ['groups', r => r.group], ['tunnels', r => r.tunnel]]) {
    if (status[list] && status[list].length && status[list][0].upBytes !== undefined) rated(status, list, key);
  }
  const seconds = last ? Math.max(0.2, (status.at - last.status.at) / 1000) : 1;
  const now = last ? { up: (status.upBytes - last.status.upBytes) / seconds, down: (status.downBytes - last.status.downBytes) / seconds } : { up: 0, down: 0 };
  history.push(now);
  if (history.length > KEPT) history.shift();
  last = { status };

  document.title = status.program + ' – Turnpike';
  document.getElementById('program').textContent = status.program;
  const ready = document.getElementById('ready');
  ready.textContent = status.unready ? 'not ready: ' + status.unready : 'ready';
  ready.className = 'pill ' + (status.unready ? 'bad' : 'good');
  document.getElementById('about').textContent = [status.group && 'group ' + status.group, status.name, 'up ' + span(status.upSeconds)].filter(Boolean).join(' · ');
  document.getElementById('footer').textContent = status.version + ' (' + status.commit + ')' + (status.identity ? ' · ' + status.identity : '')
    + ' · heap ' + bytes(status.heapBytes) + ' · buffers ' + bytes(status.directBytes);

  const refused = Object.entries(status.refused || {}).filter(each => each[1] > 0).map(([reason, count]) => ({ reason, count }));
  document.getElementById('main').replaceChildren(
    cards(status, now),
    ...table('Relays', status.relays, [['relay', r => r.address], ['state', r => r.up ? 'connected' : 'away: ' + (r.problem || 'connecting')],
      ['for', r => since(r.since), true], ['round trip', r => millis(r.roundTripMillis), true], ['reverse-proxies', r => r.serving, true],
      ['tunnels', r => r.carrying, true], ['idle', r => r.idle, true], ['waiting', r => r.waiting, true], ['streams', r => r.streams, true]]),
    ...table('Routes', status.routes, [['route', r => r.route], ['listens', r => r.address], ['open', r => r.open, true], ['since the start', r => r.begun, true], ...moving]),
    ...table('Groups', status.groups, [['group', r => r.group], ['entry-points', r => r.entryPoints, true], ['reverse-proxies', r => r.reverseProxies, true],
      ['tunnels', r => r.paired, true], ['waiting', r => r.waiting, true], ...moving]),
    ...table('Edges', status.edges, [['group', r => r.group], ['role', r => r.role], ['name', r => r.name || r.instance], ['from', r => r.remote],
      ['for', r => since(r.since), true], ['tunnels', r => r.paired, true], ['waiting', r => r.waiting, true], ['identity', r => r.identity.slice(0, 19) + '…']]),
    ...table('Streams', status.streams, [['conn', r => r.conn], ['source', r => r.source], ['destination', r => r.destination], ['for', r => span(r.seconds), true], ...moving]),
    ...table('Tunnels', status.tunnels, status.edges
      ? [['tunnel', r => r.tunnel], ['group', r => r.group], ['entry-point', r => r.entry], ['reverse-proxy', r => r.reverse], ...moving]
      : [['tunnel', r => r.tunnel], ['relay', r => r.relay], ['peer', r => r.peer], ['streams', r => r.streams, true], ['round trip', r => millis(r.roundTripMillis), true],
        ['queued', r => bytes(r.queuedBytes), true], ['state', r => r.draining ? 'draining' : r.streams ? 'busy' : 'idle']]),
    ...table('Refused', refused, [['reason', r => r.reason.replaceAll('_', ' ')], ['times', r => r.count, true]]));
}

const source = new EventSource('events');
source.onmessage = event => show(JSON.parse(event.data));
source.onerror = () => {
  const ready = document.getElementById('ready');
  ready.textContent = 'no answer; asking again';
  ready.className = 'pill bad';
};
