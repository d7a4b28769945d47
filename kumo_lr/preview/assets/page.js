"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const MOST_SAMPLES = 2000; // more than a screen has columns
const MOST_MARKS = 250; // of one kind in a curve; more of them are a blur
const FEW_STEPS = 60; // of which each is drawn as a point

// ------------------------------------------------------------------ samples

/** The optimisation steps between which a curve is no smooth line. */
function keySteps(schedule) {
  const ends = spread(1, schedule.totalSteps / schedule.stepsPerEpoch - 1, MOST_MARKS);
  const stairs = schedule.isStair ? ends.map((epoch) => epoch * schedule.stepsPerEpoch) : [];
  const tops = restartSteps(schedule, MOST_MARKS).flatMap((step) => [step - 1, step]);
  return [schedule.warmupSteps * schedule.stride, ...stairs, ...tops, schedule.totalSteps - 1];
}

/** Where curves are computed within a range: spread evenly, and where each has its corners. */
function samples(schedules, [low, high]) {
  const common = spread(low, high, MOST_SAMPLES);
  const isWithin = (step) => step >= low && step <= high;
  const own = schedules.map((schedule) => new Set([...common, ...keySteps(schedule).filter(isWithin)]));
  const steps = [...new Set(own.flatMap((set) => [...set]))].sort((a, b) => a - b);
  // uPlot draws on over undefined, and stops at null. A stair is as long as its epoch.
  const value = (schedule, step) => {
    if (step < schedule.totalSteps) return factor(schedule, step);
    return schedule.isStair ? factor(schedule, step - 1) : null;
  };
  const curves = schedules.map((schedule, i) =>
    steps.map((step) => (own[i].has(step) ? value(schedule, step) : undefined)),
  );
  return [steps, ...curves];
}

// ------------------------------------------------------------------ words

const whole = (number) => number.toLocaleString("en-US");
const epochOf = (step) => Math.floor(step / state.steps_per_epoch) + 1;

function decimal(number, digits = 4) {
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    return number.toExponential(digits - 1).replace(/\.?0*e/, "e");
  }
  return String(Number(number.toPrecision(digits)));
}

const scaled = (number) => (state.base_lr === null ? number : number * state.base_lr);
const unit = () => (state.base_lr === null ? "factor of base_lr" : "learning rate");
const place = (step) => `step ${whole(step)}, epoch ${whole(epochOf(step))}`;
const percent = (share) => `${decimal(share * 100, 3)}\u00a0%`;

function warmupCell({ warmupEnd }) {
  if (warmupEnd === null) return { text: "never ends", kind: "never" };
  if (warmupEnd === 0) return { text: "no warmup" };
  return { text: `step ${whole(warmupEnd)}`, more: `epoch ${whole(epochOf(warmupEnd))}`, value: warmupEnd };
}

const numberCell = (number, more) => ({ text: decimal(scaled(number)), value: scaled(number), more });
const COLUMNS = [
  {
    key: "now",
    name: () => `${state.base_lr === null ? "Factor" : "LR"} at step ${whole(state.step)}`,
    cell: (_, now) => numberCell(now),
  },
  { key: "warmup", name: () => "Warmup ends", cell: warmupCell },
  {
    key: "peak",
    name: () => "Peak",
    cell: ({ peak }) => numberCell(peak.factor, `step ${whole(peak.step)}`),
  },
  { key: "final", name: () => "Final", cell: ({ final }) => numberCell(final) },
  {
    key: "below",
    name: () => `Share below ${percent(data.negligible)} of base_lr`,
    cell: ({ shareBelow: share }) =>
      share === null ? { text: "not counted" } : { text: percent(share), value: share },
  },
  {
    key: "restarts",
    name: () => "Restarts",
    cell: ({ restarts }) =>
      restarts === null
        ? { text: `above ${whole(MOST_CYCLES)}` }
        : { text: restarts ? whole(restarts) : "none", value: restarts },
  },
];

// ------------------------------------------------------------------ state

const element = (id) => document.getElementById(id);
const state = {
  run_mode: data.run_mode,
  max_epochs: data.max_epochs,
  steps_per_epoch: data.steps_per_epoch,
  base_lr: data.base_lr,
  shown: data.curves.map(() => true),
  range: null, // what is zoomed to; null for all of training
  step: 0, // what is read
  schedules: [],
  facts: [],
};
const totalSteps = () => state.max_epochs * state.steps_per_epoch;
const range = () => state.range ?? [0, totalSteps()];

function compute() {
  state.schedules = data.curves.map((curve) => scheduleOf(curve, state.steps_per_epoch, state.max_epochs));
  state.facts = state.schedules.map((schedule) => facts(schedule, data.negligible));
  state.range = null;
  state.step = Math.min(state.step, totalSteps() - 1);
}

function showAll() {
  const { run_mode, max_epochs, steps_per_epoch } = state;
  element("horizon").textContent =
    `run mode ${run_mode}: ${whole(max_epochs)} ${max_epochs === 1 ? "epoch" : "epochs"} of ` +
    `${whole(steps_per_epoch)} ${steps_per_epoch === 1 ? "step" : "steps"}, ` +
    `${whole(totalSteps())} optimisation ${totalSteps() === 1 ? "step" : "steps"}`;
  element("unit").textContent = unit();
  showHints();
  COLUMNS.forEach(fillColumn);
  drawCurves();
  moveTo(state.step);
}

// ------------------------------------------------------------------ controls

const NUMBER = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readWhole(input) {
  const number = input.validity.badInput || input.value.trim() === "" ? NaN : Number(input.value);
  if (Number.isInteger(number) && number >= 1 && number <= data.longest) return { number };
  if (number > data.longest) return { error: `at most ${whole(data.longest)}` };
  return { error: "a whole number, 1 or more" };
}

function readRate(input) {
  const text = input.value.trim();
  if (text === "") return { number: null };
  const number = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? { number } : { error: "a number, 0 or more, or empty" };
}

const READERS = { max_epochs: readWhole, steps_per_epoch: readWhole, base_lr: readRate };

function complain(name, error = "") {
  element(`${name}_error`).textContent = error;
  element(name).setAttribute("aria-invalid", String(error !== ""));
}

/** Take what is in the fields, as far as it is valid; the rest stays as it was. */
function takeFields(edited) {
  const next = { ...state };
  for (const [name, read] of Object.entries(READERS)) {
    const { number, error } = read(element(name));
    complain(name, error);
    if (error === undefined) next[name] = number;
  }
  if (next.max_epochs * next.steps_per_epoch > data.longest) {
    complain(edited, `more than ${whole(data.longest)} steps in all`);
    return;
  }
  const { max_epochs, steps_per_epoch, base_lr } = next;
  const isLonger = max_epochs !== state.max_epochs || steps_per_epoch !== state.steps_per_epoch;
  Object.assign(state, { max_epochs, steps_per_epoch, base_lr });
  if (isLonger) compute();
  showAll();
}

function takeRunMode() {
  state.run_mode = element("run_mode").value;
  const mode = data.run_modes[state.run_mode];
  const { low, high } = mode.steps_per_epoch;
  element("max_epochs").value = mode.max_epochs;
  element("steps_per_epoch").value = Math.min(high, Math.max(low, state.steps_per_epoch));
  takeFields("run_mode");
}

function showHints() {
  const { low, high } = data.run_modes[state.run_mode].steps_per_epoch;
  const isOutside = state.steps_per_epoch < low || state.steps_per_epoch > high;
  const bounds = low === high ? whole(low) : `${whole(low)} to ${whole(high)}`;
  element("steps_per_epoch_hint").textContent = `${isOutside ? "outside " : ""}${bounds}`;
  element("steps_per_epoch_hint").classList.toggle("note", isOutside);
}

function fillControls() {
  element("file").textContent = data.file;
  document.title = `${data.file}: learning rate curves`;
  element("default").hidden = !data.is_default;
  if (data.default_from) {
    element("default").textContent = `No lr_scheduler in the plan: the candidates of ${data.default_from}.`;
  }
  element("run_mode").append(...Object.keys(data.run_modes).map((name) => new Option(name)));
  element("run_mode").value = data.run_mode;
  for (const name of Object.keys(READERS)) {
    element(name).value = state[name] ?? "";
    element(name).addEventListener("input", () => takeFields(name));
  }
  element("run_mode").addEventListener("change", takeRunMode);
  element("controls").addEventListener("submit", (event) => event.preventDefault());
}

// ------------------------------------------------------------------ candidates

const COLOURS = 8;
const DASHES = [[], [9, 4], [2, 3], [11, 3, 2, 3], [18, 4], [5, 3, 2, 3, 2, 3], [5, 7]];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const colourName = (i) => `curve-${i % COLOURS}`;
const dash = (i) => DASHES[i % DASHES.length];
const rows = [];

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, attributes);
  made.append(...children);
  return made;
}

function swatch(i) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("aria-hidden", "true");
  const looks = { d: "M1 11H39", "stroke-width": 2.5, "stroke-dasharray": dash(i).join(" ") };
  for (const [name, value] of Object.entries(looks)) line.setAttribute(name, value);
  line.style.stroke = `var(--${colourName(i)})`;
  svg.append(line);
  return svg;
}

function makeRow(curve, i) {
  const box = make("input", { type: "checkbox", checked: true });
  const words = make("span", { className: "label", textContent: curve.label });
  if (curve.line !== null) words.append(" ", make("small", { textContent: `line ${whole(curve.line)}` }));
  const cells = COLUMNS.map(({ key }) => make("td", { className: key }));
  const head = make("th", { scope: "row" }, make("label", {}, box, swatch(i), words));
  const row = make("tr", {}, head, ...cells);
  box.addEventListener("change", () => show(i, box.checked));
  for (const event of ["mouseenter", "focusin"]) row.addEventListener(event, () => highlight(i));
  for (const event of ["mouseleave", "focusout"]) row.addEventListener(event, () => highlight(null));
  rows.push({ row, box, cells });
  return row;
}

function makeTable() {
  const heads = COLUMNS.map(({ key }) => make("th", { scope: "col", className: key }));
  const table = element("candidates");
  table.tHead.rows[0].append(make("th", { scope: "col", textContent: "Candidate" }), ...heads);
  table.tBodies[0].append(...data.curves.map(makeRow));
  document.body.classList.toggle("many", data.curves.length > 6);
  element("all").addEventListener("click", () => data.curves.forEach((_, i) => show(i, true)));
  element("none").addEventListener("click", () => data.curves.forEach((_, i) => show(i, false)));
  showCount();
}

function fillCell(cell, name, { text, more, value, kind = "" }) {
  const shown = value === undefined ? text : make("data", { value: String(value), textContent: text });
  cell.title = value === undefined ? "" : String(value); // the table rounds
  cell.replaceChildren(shown, ...(more ? [make("small", { textContent: more })] : []));
  cell.dataset.name = name;
  cell.classList.toggle("never", kind === "never");
}

function fillColumn({ name, cell }, column) {
  const words = name();
  element("candidates").tHead.rows[0].cells[column + 1].textContent = words;
  rows.forEach(({ cells }, i) => {
    const now = factor(state.schedules[i], state.step);
    fillCell(cells[column], words, cell(state.facts[i], now));
  });
}

function show(i, isShown) {
  state.shown[i] = isShown;
  rows[i].box.checked = isShown;
  rows[i].row.classList.toggle("off", !isShown);
  plot.setSeries(i + 1, { show: isShown });
  showCount();
}

/** Dim all curves but one, or none. */
function highlight(i) {
  const isOne = i !== null && state.shown[i];
  plot.setSeries(isOne ? i + 1 : null, { focus: isOne });
}

function showCount() {
  const count = state.shown.filter(Boolean).length;
  element("shown").textContent = `${whole(count)} of ${whole(data.curves.length)} shown`;
}

// ------------------------------------------------------------------ plot

let plot;
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const INCREMENTS = Array.from({ length: 16 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();

/** The smallest of 1, 2, 5, 10, 20, ... that is not below a number. */
const roundedUp = (number) => INCREMENTS.find((increment) => increment >= number) ?? number;

/** The epochs in view that are a multiple of a number. */
function epochsInView({ min, max }, increment) {
  const low = Math.floor(min / state.steps_per_epoch) + 1;
  const high = Math.min(state.max_epochs, Math.ceil(max / state.steps_per_epoch));
  const multiples = spread(Math.ceil(low / increment), Math.floor(high / increment), MOST_MARKS);
  return multiples.map((multiple) => multiple * increment);
}

/** The middle of what is seen of an epoch. */
function middleOf({ min, max }, epoch) {
  const perEpoch = state.steps_per_epoch;
  return (Math.max(min, (epoch - 1) * perEpoch) + Math.min(max, epoch * perEpoch)) / 2;
}

function rateMarks() {
  const top = state.base_lr > Number.MIN_VALUE * 1e20 ? state.base_lr : 1;
  const power = 10 ** Math.floor(Math.log10(top / 5));
  const increment = power * [1, 2, 5, 10].find((n) => (n * power * 6) >= top);
  const count = Math.floor(top / increment + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Math.min(1, (i * increment) / top));
}

function axes() {
  const text = { font: FONT, stroke: () => colour("muted") };
  const ticks = { stroke: () => colour("line"), width: 1, size: 5 };
  const grid = { stroke: () => colour("grid"), width: 1 };
  const none = { show: false };
  const steps = {
    ...text, ticks, grid: none, size: 28,
    incrs: INCREMENTS,
    space: () => 24 + 7 * whole(totalSteps()).length,
    values: (_, marks) => marks.map(whole),
  };
  const rates = {
    ...text, ticks: none, grid, gap: 8,
    splits: rateMarks,
    values: (_, marks) => marks.map((mark) => decimal(scaled(mark))),
    size: (_, words) => 22 + 7 * Math.max(4, ...(words ?? []).map((word) => word.length)),
  };
  // An epoch's number stands over its middle.
  const epochsBy = (u, increment) => epochsInView(u.scales.x, increment / state.steps_per_epoch);
  const epochs = {
    ...text, scale: "x", ticks: none, grid: none, side: 0, size: 22, gap: 4,
    incrs: () => INCREMENTS.map((increment) => increment * state.steps_per_epoch),
    space: () => 18 + 7 * whole(state.max_epochs).length,
    splits: (u, _axis, _min, _max, increment) =>
      epochsBy(u, increment).map((epoch) => middleOf(u.scales.x, epoch)),
    values: (u, _marks, _axis, _space, increment) => epochsBy(u, increment).map(whole),
  };
  return [steps, rates, epochs];
}

/** Lines between epochs, and what the axes count, in the corners. */
function drawFrame(u) {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const { min, max } = u.scales.x;
  const epochsInPixel = (max - min) / state.steps_per_epoch / (bbox.width / ratio);
  ctx.save();
  ctx.strokeStyle = colour("grid");
  ctx.lineWidth = ratio;
  ctx.beginPath();
  for (const epoch of epochsInView(u.scales.x, roundedUp(14 * epochsInPixel))) {
    const end = epoch * state.steps_per_epoch;
    if (end > max) continue;
    const x = Math.round(u.valToPos(end, "x", true));
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.fillStyle = colour("muted");
  ctx.font = FONT.replace("12px", `${12 * ratio}px`);
  ctx.textAlign = "right";
  ctx.fillText("epoch", bbox.left - 12 * ratio, bbox.top - 6 * ratio);
  ctx.fillText("step", bbox.left - 12 * ratio, bbox.top + bbox.height + 21 * ratio);
  ctx.restore();
}

function drawMark(u, path, step, y) {
  const { ctx } = u;
  ctx.save();
  ctx.translate(u.valToPos(step, "x", true), u.valToPos(y, "y", true));
  ctx.scale(devicePixelRatio, devicePixelRatio);
  ctx.lineWidth = 3;
  ctx.stroke(path);
  ctx.fill(path);
  ctx.restore();
}

const DOT = new Path2D("M4 0A4 4 0 1 1-4 0A4 4 0 1 1 4 0Z");
const TRIANGLE = new Path2D("M0-13 4.5-5H-4.5Z");

function drawMarks(u) {
  const [low, high] = range();
  const isWithin = (step) => step >= low && step <= high;
  state.schedules.forEach((schedule, i) => {
    if (!state.shown[i]) return;
    u.ctx.globalAlpha = u.series[i + 1].alpha ?? 1;
    u.ctx.fillStyle = colour(colourName(i));
    u.ctx.strokeStyle = colour("card");
    const end = state.facts[i].warmupEnd;
    if (end && isWithin(end)) drawMark(u, DOT, end, factor(schedule, end));
    for (const step of restartSteps(schedule, MOST_MARKS).filter(isWithin)) {
      drawMark(u, TRIANGLE, step, factor(schedule, step));
    }
  });
  u.ctx.globalAlpha = 1;
}

function seriesOf(curve, i) {
  const isStair = curve.interval === "epoch";
  const stroke = () => colour(colourName(i));
  const areFew = () => !isStair && range()[1] - range()[0] <= FEW_STEPS;
  return {
    stroke,
    width: 2,
    dash: dash(i),
    pxAlign: isStair ? 1 : 0, // a slope is smooth between pixels, a stair sharp on them
    show: state.shown[i],
    points: { show: areFew, size: 5, fill: stroke },
    paths: isStair ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.linear(),
  };
}

function size() {
  const width = element("plot").clientWidth;
  return { width, height: Math.round(Math.min(400, Math.max(280, innerHeight * 0.42))) };
}

function makePlot() {
  plot?.destroy();
  const options = {
    ...size(),
    legend: { show: false },
    padding: [0, 26, 0, 0],
    focus: { alpha: 0.15 },
    cursor: {
      y: false,
      dataIdx: sampleAt,
      move: (u, left, top) => [left < 0 ? left : u.valToPos(stepAt(u, left), "x"), top],
      drag: { x: true, y: false, setScale: false },
      points: {
        size: 11,
        width: 2,
        fill: (_, i) => colour(colourName(i - 1)),
        stroke: () => colour("card"),
      },
      // The step that was read last stays in view, and a double click shows all of training.
      bind: { mouseleave: () => null, dblclick: () => () => zoom(null) },
    },
    scales: { x: { time: false, range }, y: { range: () => [-0.025, 1.09] } },
    axes: axes(),
    series: [{}, ...data.curves.map(seriesOf)],
    hooks: { drawClear: [drawFrame], draw: [drawMarks, drawCursor], setSelect: [zoomToSelection] },
  };
  plot = new uPlot(options, samples(state.schedules, range()), element("plot"));
  listen(plot.over);
}

function drawCurves() {
  plot.setData(samples(state.schedules, range()));
  element("whole").hidden = state.range === null;
}

function zoom(to) {
  state.range = to;
  drawCurves();
  moveTo(state.step);
}

function zoomToSelection(u) {
  const { left, width } = u.select;
  if (width < 1) return;
  const low = Math.max(0, Math.floor(u.posToVal(left, "x")));
  const end = Math.ceil(u.posToVal(left + width, "x"));
  const high = end < totalSteps() - 1 ? end : totalSteps();
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (high > low) zoom([low, high]);
}

// ------------------------------------------------------------------ reading a step

/** The nearest step that is in view. */
function inView(step) {
  const [low, high] = range();
  return Math.min(high, totalSteps() - 1, Math.max(low, step));
}

const stepAt = (u, left) => inView(Math.round(u.posToVal(left, "x")));

/** Where a curve has its last sample up to the step that is read: never beyond a restart. */
function sampleAt(u, series) {
  const [steps] = u.data;
  let i = first(0, steps.length, (index) => steps[index] > state.step) - 1;
  while (i > 0 && u.data[series][i] === undefined) i -= 1;
  return Math.max(0, i);
}

const drawCursor = (u) => u.setCursor({ left: u.valToPos(state.step, "x"), top: 0 });

function moveTo(step) {
  state.step = inView(step);
  const slider = element("plot");
  element("readout").replaceChildren(
    "step ", make("b", { textContent: whole(state.step) }), ` of ${whole(totalSteps())}, `,
    "epoch ", make("b", { textContent: whole(epochOf(state.step)) }), ` of ${whole(state.max_epochs)}`,
  );
  slider.setAttribute("aria-valuemin", "0");
  slider.setAttribute("aria-valuemax", String(totalSteps() - 1));
  slider.setAttribute("aria-valuenow", String(state.step));
  slider.setAttribute("aria-valuetext", place(state.step));
  fillColumn(COLUMNS[0], 0);
  drawCursor(plot);
}

function listen(over) {
  const follow = (event) => moveTo(stepAt(plot, event.clientX - over.getBoundingClientRect().left));
  over.addEventListener("pointermove", follow);
  over.addEventListener("pointerdown", follow);
}

const KEYS = {
  ArrowRight: () => moveTo(state.step + 1),
  ArrowUp: () => moveTo(state.step + 1),
  ArrowLeft: () => moveTo(state.step - 1),
  ArrowDown: () => moveTo(state.step - 1),
  PageUp: () => moveTo(state.step + state.steps_per_epoch),
  PageDown: () => moveTo(state.step - state.steps_per_epoch),
  Home: () => moveTo(0),
  End: () => moveTo(totalSteps() - 1),
  Escape: () => zoom(null),
};

function press(event) {
  const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
  if (!move) return;
  event.preventDefault();
  move();
}

// ------------------------------------------------------------------ start

fillControls();
makeTable();
compute();
makePlot();
showAll();
element("plot").addEventListener("keydown", press);
element("whole").addEventListener("click", () => zoom(null));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", makePlot);
new ResizeObserver(() => plot.setSize(size())).observe(element("plot"));
