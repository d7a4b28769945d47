"use strict";
// The learning rate in closed form, as in kumo_lr/facts/formulas.py and curves.py, and in their words: a
// scheduler step is one step of the scheduler, of which each is `stride` optimisation steps long; a
// factor is learning rate / base_lr. Nothing here needs a page.

const MOST_CYCLES = 200000; // counted one by one within the blink of an eye

function roundHalfEven(number) {
  const low = Math.floor(number);
  return number - low === 0.5 ? low + (low % 2) : Math.round(number);
}

function scheduleOf(candidate, stepsPerEpoch, maxEpochs) {
  const totalSteps = stepsPerEpoch * maxEpochs;
  const isStair = candidate.interval === "epoch";
  const stride = isStair ? stepsPerEpoch : 1;
  const { kind, value } = candidate.warmup;
  return {
    strategy: candidate.strategy,
    stepsPerEpoch,
    totalSteps,
    isStair,
    stride,
    schedulerSteps: totalSteps / stride,
    warmupSteps: kind === "ratio" ? roundHalfEven(value * totalSteps) : value,
    arguments: candidate.arguments,
    cycles: candidate.arguments.num_cycles ?? 1,
  };
}

const stepsAfterWarmup = (schedule) => Math.max(1, schedule.totalSteps - schedule.warmupSteps);
const progress = (schedule, taken) => (taken - schedule.warmupSteps) / stepsAfterWarmup(schedule);
const wave = (part) => Math.max(0, 0.5 * (1 + Math.cos(Math.PI * part)));
const flat = () => 1;
const FORMULAS = {
  null: flat,
  constant_with_warmup: flat,
  linear_with_warmup: (schedule, taken) =>
    Math.max(0, (schedule.totalSteps - taken) / stepsAfterWarmup(schedule)),
  exponential: (schedule, taken) => schedule.arguments.gamma ** taken,
  cosine_with_warmup: (schedule, taken) => wave(progress(schedule, taken)),
  cosine_with_warmup_restarts: (schedule, taken) => {
    const part = progress(schedule, taken);
    return part >= 1 ? 0 : wave((schedule.cycles * part) % 1);
  },
};

/** The factor after as many scheduler steps. */
function at(schedule, taken) {
  const warmup = schedule.warmupSteps;
  return taken < warmup ? taken / Math.max(1, warmup) : FORMULAS[schedule.strategy](schedule, taken);
}

/** The factor that an optimisation step sees, counted from 0. */
const factor = (schedule, step) => at(schedule, (step - (step % schedule.stride)) / schedule.stride);

/** The first whole number of a range from which on something holds; its end where it never does. */
function first(start, stop, holds) {
  while (start < stop) {
    const middle = start + Math.floor((stop - start) / 2);
    if (holds(middle)) stop = middle;
    else start = middle + 1;
  }
  return start;
}

/** a * b / c, rounded up, exact beyond what a number can hold. */
function productOver(a, b, c) {
  if (a * b <= Number.MAX_SAFE_INTEGER) return Math.ceil((a * b) / c);
  const [product, divisor] = [BigInt(a) * BigInt(b), BigInt(c)];
  return Number((product + divisor - 1n) / divisor);
}

const cycleOf = (schedule, taken) => Math.floor(schedule.cycles * progress(schedule, taken));

/** The first scheduler step of a later cycle; where there is none, one that training does not take. */
function cycleStartAfter(schedule, taken) {
  const { warmupSteps: warmup, schedulerSteps: end, cycles } = schedule;
  const cycle = cycleOf(schedule, taken) + 1;
  const exact = warmup + productOver(cycle, Math.max(0, schedule.totalSteps - warmup), cycles);
  let start = Math.max(taken + 1, exact - 2);
  while (start < end && cycleOf(schedule, start) < cycle) start += 1;
  return start;
}

/** The scheduler steps at which cycles start, but for the first; null where they are more than `most`. */
function cycleStarts(schedule, most) {
  const starts = [];
  let start = cycleStartAfter(schedule, schedule.warmupSteps);
  while (start < schedule.schedulerSteps) {
    starts.push(start);
    if (starts.length > most) return null;
    start = cycleStartAfter(schedule, start);
  }
  return starts;
}

/** Some of the whole numbers from `low` to `high`, both included: all of them, or `most`, evenly spread. */
function spread(low, high, most) {
  const count = Math.max(0, high - low + 1);
  if (count <= most) return Array.from({ length: count }, (_, i) => low + i);
  return Array.from({ length: most }, (_, i) => low + Math.round((count - 1) * (i / (most - 1))));
}

/** The same in optimisation steps; where they are more than `most`, some from all over. */
function restartSteps(schedule, most) {
  const { warmupSteps: warmup, schedulerSteps: end, stride } = schedule;
  const some = () => spread(warmup, end - 1, most).map((taken) => cycleStartAfter(schedule, taken));
  const starts = cycleStarts(schedule, most) ?? [...new Set(some())];
  return starts.filter((start) => start < end).map((start) => start * stride);
}

/** The share of all optimisation steps that see less than a factor. */
function shareBelow(schedule, starts, limit) {
  const end = schedule.schedulerSteps;
  let start = Math.min(schedule.warmupSteps, end);
  let below = first(0, start, (taken) => at(schedule, taken) >= limit);
  for (const stop of [...starts, end]) {
    below += stop - first(start, stop, (taken) => at(schedule, taken) < limit);
    start = stop;
  }
  return below / end;
}

/** What a schedule comes to; the last two are null where it has too many cycles to count. */
function facts(schedule, negligible) {
  const { warmupSteps: warmup, schedulerSteps, stride } = schedule;
  const highest = Math.min(warmup, schedulerSteps - 1);
  const starts = cycleStarts(schedule, MOST_CYCLES);
  return {
    warmupEnd: warmup < schedulerSteps ? warmup * stride : null,
    peak: { step: highest * stride, factor: at(schedule, highest) },
    final: factor(schedule, schedule.totalSteps - 1),
    shareBelow: starts && shareBelow(schedule, starts, negligible),
    restarts: starts && starts.length,
  };
}
