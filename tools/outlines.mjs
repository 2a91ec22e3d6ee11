// Makes data/outline_arcs.csv and data/outline_countries.csv, once; nothing that is built needs it:
//     npm install world-atlas@2.0.2 topojson-client@3.1.0     (in FOLDER)
//     node tools/outlines.mjs FOLDER data
// Countries of Natural Earth (1:50m, public domain) without Antarctica and without what is too small
// to be seen, in the Equal Earth projection around 11° E, 2,000 units a radian, y down. Neighbours
// share the lines between them ("arcs"), so that no gap opens when these are made simpler: points go
// in the order of the triangle that they span with their neighbours (Visvalingam), those of Africa
// and Europe last, until 3,000 are left, where arcs meet counted once.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, target] = process.argv.slice(2);
const require = createRequire(`${folder}/x.js`);
const { mergeArcs } = require('topojson-client');
const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-50m.json'), 'utf8'));
const POINTS_MAX = 3000;
const SOURCE = 'Natural Earth 1:50m (public domain) by way of npm world-atlas 2.0.2';
const names = readFileSync(`${target}/country_names.csv`, 'utf8').split('\n').map((line) => line.slice(0, 2));

// Parts that Natural Earth tells from the country that ISO 3166 has them in.
const WITHIN = { Somaliland: 'SO', 'N. Cyprus': 'CY', 'Siachen Glacier': 'IN' };

function codeOf(shape) {
  if (WITHIN[shape.properties.name]) return WITHIN[shape.properties.name];
  if (!shape.id) return '';
  const code = new Intl.Locale(Intl.getCanonicalLocales(`und-${shape.id}`)[0]).region;
  return names.includes(code) ? code : '';
}

// Equal Earth (Šavrič, Patterson, Jenny 2018).
function project([longitude, latitude]) {
  const east = longitude < -169 && latitude > 64 ? longitude + 360 : longitude; // Chukotka
  const lambda = ((east - 11) * Math.PI) / 180;
  const t = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180));
  const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796];
  const x = (2 * Math.sqrt(3) * lambda * Math.cos(t)) /
    (3 * (9 * a4 * t ** 8 + 7 * a3 * t ** 6 + 3 * a2 * t ** 2 + a1));
  const y = a4 * t ** 9 + a3 * t ** 7 + a2 * t ** 3 + a1 * t;
  return [x * 2000, -y * 2000];
}

const { scale, translate } = atlas.transform;
const globe = atlas.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
});
const flat = globe.map((arc) => arc.map(project));
const near = globe.map((arc) => arc.map(([x, y]) => x > -20 && x < 52 && y > -36 && y < 62));

function pointsOf(ring) {
  return ring.flatMap((arc, i) => {
    const points = arc < 0 ? [...flat[~arc]].reverse() : flat[arc];
    return i === 0 ? points : points.slice(1);
  });
}

function areaOf(points) {
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    const [[ax, ay], [bx, by]] = [points[i], points[(i + 1) % points.length]];
    sum += ax * by - bx * ay;
  }
  return Math.abs(sum / 2);
}

// An island on the edge of the map, drawn across all of it.
function isAround(ring) {
  const xs = pointsOf(ring).map((p) => p[0]);
  return Math.max(...xs) - Math.min(...xs) > 6000;
}

function isInside(points, x, y) {
  let inside = false;
  for (let i = 0, k = points.length - 1; i < points.length; k = i++) {
    const [[ax, ay], [bx, by]] = [points[i], points[k]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

// The point within that is farthest from the edge, of a grid.
function middleOf(points) {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best = { at: [(left + right) / 2, (top + bottom) / 2], room: -1 };
  for (let i = 1; i < 40; i++) {
    for (let k = 1; k < 40; k++) {
      const [x, y] = [left + ((right - left) * i) / 40, top + ((bottom - top) * k) / 40];
      if (!isInside(points, x, y)) continue;
      const room = Math.min(...points.map(([px, py]) => (px - x) ** 2 + (py - y) ** 2));
      if (room > best.room) best = { at: [x, y], room };
    }
  }
  return best.at;
}

// Countries, with outer rings only: what lies within another is drawn after it.
const shapes = atlas.objects.countries.geometries.filter((shape) => shape.id !== '010');
const byCode = Map.groupBy
  ? Map.groupBy(shapes, codeOf)
  : shapes.reduce((map, shape) => map.set(codeOf(shape), [...(map.get(codeOf(shape)) ?? []), shape]), new Map());
const countries = [];
for (const [code, parts] of byCode) {
  for (const group of code === '' ? parts.map((part) => [part]) : [parts]) {
    const rings = mergeArcs(atlas, group).arcs.map((polygon) => polygon[0]);
    const sized = rings.map((ring) => ({ ring, area: areaOf(pointsOf(ring)) }))
      .sort((a, b) => b.area - a.area);
    const isNear = near[sized[0].ring[0] < 0 ? ~sized[0].ring[0] : sized[0].ring[0]][0];
    countries.push({
      code,
      area: sized[0].area,
      at: middleOf(pointsOf(sized[0].ring)),
      rings: sized.filter(({ area, ring }, i) => !isAround(ring) &&
        (area > (isNear ? 60 : 1000) || (i === 0 && area > 12))).map(({ ring }) => ring),
    });
  }
}
countries.sort((a, b) => b.area - a.area);

// What is left of each arc, simpler and simpler.
const used = new Set(countries.flatMap(({ rings }) => rings.flat().map((arc) => (arc < 0 ? ~arc : arc))));
const kept = new Map([...used].map((arc) => [arc, flat[arc].map((at, i) => ({ at, near: near[arc][i] }))]));
const weightOf = (line, i) => areaOf([line[i - 1].at, line[i].at, line[i + 1].at]) * (line[i].near ? 12 : 1);
const isRing = (line) => line[0].at.join() === line.at(-1).at.join();
const ends = new Set([...kept.values()].flatMap((line) => [line[0].at.join(), line.at(-1).at.join()]));
let total = [...kept.values()].reduce((sum, line) => sum + line.length - 2, ends.size);
const heap = [];
for (const line of kept.values()) {
  for (let i = 1; i < line.length - 1; i++) heap.push({ line, point: line[i], weight: weightOf(line, i) });
}
heap.sort((a, b) => a.weight - b.weight);
while (total > POINTS_MAX) {
  // Weights of neighbours grow as points go: the list is looked through again when they have.
  const one = heap.shift();
  const i = one.line.indexOf(one.point);
  const weight = weightOf(one.line, i);
  if (weight > one.weight) {
    one.weight = weight;
    let lo = 0;
    let hi = heap.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (heap[mid].weight < weight) lo = mid + 1; else hi = mid;
    }
    heap.splice(lo, 0, one);
    continue;
  }
  if (isRing(one.line) && one.line.length <= 5) continue;
  one.line.splice(i, 1);
  total--;
}

const numbers = new Map([...kept.keys()].map((arc, i) => [arc, i + 1]));
const arcs = [...kept.values()].map((line, i) => {
  let last = [0, 0];
  const points = line.map(({ at }) => {
    const rounded = at.map(Math.round);
    const step = [rounded[0] - last[0], rounded[1] - last[1]];
    last = rounded;
    return step.join(' ');
  });
  return `${i + 1},${points.join(' ')},${SOURCE}`;
});
const rows = countries.map(({ code, at, rings }) => {
  // What two neighbours left no room for has no land.
  const wide = rings.filter((ring) => ring.reduce((sum, arc) => sum + kept.get(arc < 0 ? ~arc : arc).length - 1, 0) > 2);
  const named = wide.map((ring) => ring.map((arc) => (arc < 0 ? -numbers.get(~arc) : numbers.get(arc))).join(' '));
  return `${code},${at.map(Math.round).join(',')},${named.join('/')},${SOURCE}`;
});
writeFileSync(`${target}/outline_arcs.csv`, ['arc,points,source', ...arcs, ''].join('\n'));
writeFileSync(`${target}/outline_countries.csv`, ['code,x,y,rings,source', ...rows, ''].join('\n'));
console.log(`${countries.length} countries, ${arcs.length} arcs, ${total} points`);
