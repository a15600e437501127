// Drawing: colours by theme, the axis and the lanes, labels that never overlap, what is where.
// Positions come from the view; nothing here moves a work.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";
const AXIS = 22; // height in pixels of the strip that holds the years
const REACH = 7; // how near, in pixels, a pointer must come to a dot

const cssOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colour = {};

function readColours() {
  for (const name of ["paper", "ink", "muted", "line", "lane", "edge", "out", "in", "hit"]) {
    colour[name] = cssOf(`--${name}`);
  }
  colour.dark = matchMedia("(prefers-color-scheme: dark)").matches;
}

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const mix = (one, other, share) => {
  const b = channels(other);
  return `#${channels(one)
    .map((value, i) => Math.round(value * (1 - share) + b[i] * share).toString(16).padStart(2, "0"))
    .join("")}`;
};
const alpha = (hex, share) => `rgba(${channels(hex).join(",")},${share})`;
// The palette is made for a light ground; on a dark one every colour is lifted by the same share.
const onGround = (hex) => (colour.dark ? mix(hex, "#ffffff", 0.25) : hex);

const small = () => network !== undefined && network.getScale() < 0.45;

function styleOf(work) {
  const own = onGround(work.colour);
  const light = mix(own, colour.paper, 0.78);
  if (!work.listed) return { fill: mix(own, colour.paper, 0.35), border: own, width: 0 };
  const thin = small(); // borders keep their width in pixels: from afar they would hide the fill
  if (work.role === "required") return { fill: own, border: colour.ink, width: thin ? 0.7 : 2 };
  if (work.role === "unspecified") return { fill: own, border: own, width: thin ? 0.5 : 1 };
  return { fill: light, border: own, width: thin ? 1 : 2, dashes: work.role === "companion" ? [3, 3] : false };
}

// Where a point of the picture is on the screen, and the other way round: one linear map.
function frame() {
  const scale = network.getScale();
  const centre = network.getViewPosition();
  const { clientWidth: width, clientHeight: height } = graphBox;
  return {
    scale, width, height,
    x: (x) => (x - centre.x) * scale + width / 2,
    y: (y) => (y - centre.y) * scale + height / 2,
  };
}

function onScreen(context, draw) {
  const ratio = context.canvas.width / graphBox.clientWidth;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw(frame());
  context.restore();
}

function haloText(context, text, x, y, fill) {
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = colour.paper;
  context.strokeText(text, x, y);
  context.fillStyle = fill;
  context.fillText(text, x, y);
}

// ---------------------------------------------------------------- behind the works

function drawGround(context) {
  const { bounds, band, fringe, lanes, ticks } = view;
  context.fillStyle = colour.lane;
  lanes.forEach((lane, i) => {
    if (i % 2 === 0) context.fillRect(bounds.left, lane.top, bounds.right, lane.bottom - lane.top);
  });
  const drawBox = (box) =>
    context.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  if (band) drawBox(band.box);
  const above = fringe && state.neighbours ? fringe.box : null;
  if (above) drawBox(above);
  context.strokeStyle = colour.line;
  context.lineWidth = 1 / network.getScale();
  context.beginPath();
  const foot = lanes.length ? lanes[lanes.length - 1].bottom : 0;
  for (const tick of ticks) {
    context.moveTo(tick.x, above ? above.top : 0);
    context.lineTo(tick.x, foot);
  }
  context.stroke();
}

// ---------------------------------------------------------------- in front of the works

function drawFront(context) {
  onScreen(context, (screen) => {
    context.textBaseline = "middle";
    const here = worksOnScreen(screen);
    const taken = occupancy();
    for (const work of here) {
      if (!work.listed || look.get(work.key).dim) continue;
      const x = screen.x(work.x), y = screen.y(work.y), r = work.size * screen.scale * 0.8;
      taken.take(x - r, y - r, x + r, y + r, work.key);
    }
    drawNames(context, screen, taken);
    drawLabels(context, screen, taken, here);
    drawYears(context, screen);
  });
}

function worksOnScreen(screen) {
  return drawingOrder.filter((work) => {
    if (!look.get(work.key)?.visible) return false;
    const x = screen.x(work.x), y = screen.y(work.y);
    return x > -180 && x < screen.width + 20 && y > -20 && y < screen.height + 20;
  });
}

const NAMES_ONLY = Symbol("may cover works, not another name");

// Occupied rectangles by square of 64 pixels, so that asking is cheap.
function occupancy() {
  const squares = new Map();
  const each = (left, top, right, bottom, visit) => {
    for (let i = left >> 6; i <= right >> 6; i++) {
      for (let j = top >> 6; j <= bottom >> 6; j++) if (visit(`${i},${j}`)) return true;
    }
    return false;
  };
  return {
    free: (left, top, right, bottom, owner) =>
      !each(left, top, right, bottom, (name) =>
        squares.get(name)?.some(
          (other) =>
            (owner === NAMES_ONLY ? other.owner === "name" : other.owner !== owner) &&
            left < other.right && right > other.left && top < other.bottom && bottom > other.top,
        )),
    take: (left, top, right, bottom, owner) =>
      each(left, top, right, bottom, (name) => {
        if (!squares.has(name)) squares.set(name, []);
        squares.get(name).push({ left, top, right, bottom, owner });
        return false;
      }),
  };
}

let labelBoxes = []; // of the last frame: {key, left, top, right, bottom} in pixels
const widths = new Map(); // label -> width at 1 pixel of font size

const labelSize = (screen) => Math.min(14, Math.max(10, 14 * screen.scale));

function drawLabels(context, screen, taken, here) {
  const size = labelSize(screen);
  const strong = here.filter((work) => look.get(work.key).strong);
  const rest = here.filter((work) => !look.get(work.key).strong);
  labelBoxes = [];
  for (const work of [...strong, ...rest]) {
    const { strong: chosen, dim, hit } = look.get(work.key);
    if (!work.listed && !chosen && screen.scale < 2.2) continue;
    context.font = `${chosen ? 600 : 400} ${size}px ${FONT}`;
    if (!widths.has(work.label)) {
      context.font = `400 100px ${FONT}`;
      widths.set(work.label, context.measureText(work.label).width / 100);
      context.font = `${chosen ? 600 : 400} ${size}px ${FONT}`;
    }
    const box = freeBox(work, widths.get(work.label) * size * (chosen ? 1.08 : 1), size, screen, taken);
    if (box === undefined) continue;
    taken.take(box.left, box.top, box.right, box.bottom, work.key);
    const middle = (box.top + box.bottom) / 2;
    labelBoxes.push(box);
    if (hit) {
      context.fillStyle = colour.hit;
      context.fillRect(box.left - 2, box.top - 1, box.right - box.left + 4, box.bottom - box.top + 2);
      context.fillStyle = colour.ink;
      context.fillText(work.label, box.left, middle);
    } else {
      context.globalAlpha = dim ? 0.25 : 1;
      haloText(context, work.label, box.left, middle, work.listed ? colour.ink : colour.muted);
      context.globalAlpha = 1;
    }
  }
}

// The first free place for a label: right of its dot, left, below, above; in the band, which is
// a grid, only right of it.
function freeBox(work, width, size, screen, taken) {
  const x = screen.x(work.x), y = screen.y(work.y);
  const away = work.size * screen.scale + 3, half = size * 0.55;
  const places = [[x + away, y], [x - away - width, y], [x - width / 2, y + away + half], [x - width / 2, y - away - half]];
  return (work.known ? places : places.slice(0, 1))
    .map(([left, middle]) => ({ key: work.key, left, right: left + width, top: middle - half, bottom: middle + half }))
    .find((box) => taken.free(box.left, box.top, box.right, box.bottom, work.key));
}

// Names of lanes keep to the left edge however far one has scrolled; labels make room for them.
function drawNames(context, screen, taken) {
  const left = Math.max(8, screen.x(0) + 8);
  const nameColour = (name) => !busyLanes.has(name) ? colour.muted :
    mix(onGround(laneColour.get(name) ?? "#7e7e7e"), colour.ink, 0.35);
  const write = (text, x, y, fill, { size = Math.max(11, labelSize(screen)), always = true } = {}) => {
    if (y < AXIS + 6) return;
    context.font = `600 ${size}px ${FONT}`;
    const box = [x, y - size / 2, x + context.measureText(text).width, y + size / 2];
    if (!taken.free(...box, always ? NAMES_ONLY : null)) return;
    taken.take(...box, "name");
    if (always && screen.x(0) < 0) {
      context.fillStyle = alpha(colour.paper, 0.8);
      context.fillRect(box[0] - 3, box[1] - 2, box[2] - box[0] + 6, box[3] - box[1] + 4);
    }
    haloText(context, text, x, y, fill);
  };
  const { band, fringe, lanes } = view;
  if (band) write(band.label, left, screen.y(band.box.top) + Math.max(9, 17 * screen.scale), colour.ink);
  if (fringe && state.neighbours) {
    write(fringe.label, left, screen.y(fringe.box.bottom) - Math.max(8, 16 * screen.scale), colour.muted);
  }
  for (const lane of lanes) {
    const top = Math.max(screen.y(lane.top), AXIS);
    const bottom = screen.y(lane.bottom);
    const y = Math.min(top + 17 * Math.max(screen.scale, 0.6), (top + bottom) / 2);
    if (bottom - top > 6) write(lane.name, left, y, nameColour(lane.name));
  }
  for (const { name, text, x, y } of (!small() && band?.headings) || []) {
    const options = { size: labelSize(screen), always: false };
    write(text, screen.x(x) + 8 * screen.scale, screen.y(y), nameColour(name), options);
  }
}

// The years keep to the top edge.
function drawYears(context, screen) {
  if (!view.ticks.length) return;
  context.fillStyle = colour.paper;
  context.fillRect(0, 0, screen.width, AXIS);
  context.font = `11px ${FONT}`;
  context.textAlign = "center";
  context.fillStyle = colour.muted;
  let edge = -Infinity;
  for (const tick of view.ticks) {
    const middle = screen.x(tick.x + tick.width / 2);
    const whole = context.measureText(tick.label).width + 6;
    const short = /^\d+$/.test(tick.label) ? `’${tick.label.slice(2)}` : tick.label;
    const text = tick.width * screen.scale >= whole ? tick.label : short;
    const half = context.measureText(text).width / 2 + 2;
    if (middle - half < edge) continue;
    context.fillText(text, middle, AXIS / 2);
    edge = middle + half;
  }
  context.textAlign = "left";
  context.strokeStyle = colour.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, AXIS + 0.5);
  context.lineTo(screen.width, AXIS + 0.5);
  context.stroke();
}

// ---------------------------------------------------------------- what is where

// A work is hit on its label or within a few pixels of its dot; the nearest dot wins.
function nodeAt(point) {
  const screen = frame();
  let best = null, least = Infinity;
  for (const work of drawingOrder) {
    if (!look.get(work.key)?.visible) continue;
    const away = Math.hypot(screen.x(work.x) - point.x, screen.y(work.y) - point.y);
    const reach = Math.max(work.size * screen.scale, REACH);
    if (away <= reach && away / reach < least) [best, least] = [work.key, away / reach];
  }
  const onLabel = labelBoxes.find(
    (box) => point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom,
  );
  return best ?? onLabel?.key ?? null;
}

function pointOf(key) {
  const screen = frame(), work = works.get(key);
  return { x: screen.x(work.x), y: screen.y(work.y) };
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const animation = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

// The whole picture; on a narrow screen, where that could not be read, its full height and, to
// begin with, the latest years. `whole` insists.
function fit(whole = false) {
  const { bounds, fringe } = view;
  const top = fringe && state.neighbours ? fringe.box.top : bounds.top;
  const width = Math.max(1, bounds.right - bounds.left), height = Math.max(1, bounds.bottom - top);
  const room = { width: graphBox.clientWidth - 16, height: graphBox.clientHeight - AXIS - 12 };
  const across = room.width / width, down = room.height / height;
  const narrow = !whole && graphBox.clientWidth < 600 && across < Math.min(down, 0.45);
  const scale = narrow ? Math.min(down, 0.45) : Math.min(across, down, 1.6);
  network.moveTo({
    position: {
      x: narrow ? bounds.right - room.width / 2 / scale : bounds.left + width / 2,
      y: top + height / 2 - AXIS / 2 / scale,
    },
    scale,
  });
}

function moveTo(key) {
  const { x, y } = works.get(key);
  // On a phone the panel covers the lower part of the picture.
  const offset = { x: 0, y: $("panel").hidden || innerWidth > 760 ? 0 : -graphBox.clientHeight * 0.22 };
  network.moveTo({ position: { x, y }, offset, scale: Math.max(network.getScale(), 0.9), animation: animation() });
}
