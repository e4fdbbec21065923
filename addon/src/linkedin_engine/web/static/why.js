// Why nothing happens: from the engine's state to words with a way out.
import { isElsewhere, place } from "./text.js";

const LIMITS = { daily: "daily_allowance", weekly: "weekly_allowance" };
const STOPPERS = ["session_required", "checkpoint", "restricted", "page_changed"];
const CAUTIONS = ["too_hot", "disk_full", "memory_short", "zombies"];
const WAYS = {
  session_required: "login",
  checkpoint: "login",
  restricted: "login",
  page_changed: "system",
  too_hot: "system",
  disk_full: "system",
  memory_short: "system",
  zombies: "system",
};

/** The reasons, the strongest first: `{ key, values, way, tone }`. */
export function reasons(state, settings, now = new Date()) {
  return [...stopped(state, now), ...failed(state), ...chosen(state), ...limited(state),
    ...timed(state, settings, now), ...idle(state)];
}

function* stopped(state, now) {
  const codes = new Set(state.problems.map((each) => each.code));
  if (state.waits_for_person) codes.add(state.waits_for_person);
  if (!state.session.usable && !STOPPERS.some((code) => codes.has(code))) {
    codes.add("session_required");
  }
  for (const key of [...STOPPERS, ...CAUTIONS]) {
    if (codes.has(key)) yield { key, way: WAYS[key], tone: "bad" };
  }
  if (state.paused_until && new Date(state.paused_until) > now) {
    yield { key: "paused", values: { when: state.paused_until }, way: "settings", tone: "bad" };
  }
}

/** A last run that failed for a reason that no problem tells. */
function* failed({ last_run: last, problems, paused_until: paused }) {
  if (last?.state !== "failed" || !last.reason || paused) return;
  if (problems.some((each) => each.code === last.reason)) return;
  const values = { when: last.finished_at ?? last.requested_at, reason: last.reason };
  yield { key: "last_failed", values, way: "system", tone: "warn" };
}

function* chosen(state) {
  if (state.sending_mode === "preview") yield { key: "preview", way: "settings", tone: "info" };
  if (!state.schedule_enabled) yield { key: "schedule_off", way: "settings", tone: "info" };
}

function* limited(state) {
  for (const [name, allowance] of Object.entries(LIMITS)) {
    if (state.counters[allowance] > 0) continue;
    yield { key: `${name}_limit`, values: { n: state[`${name}_limit`] }, way: "settings", tone: "info" };
  }
}

function* timed(state, settings, now) {
  const { hours_start: start, hours_end: end, timezone: zone } = state;
  if (isWithin(settings.days, { start, end, zone }, now)) return;
  const key = isElsewhere(zone, now) ? "outside_hours_there" : "outside_hours";
  yield { key, values: { start, end, zone: zone && place(zone) }, way: "settings", tone: "info" };
}

function* idle(state) {
  const { pending, birthdays_today: birthdays, unverified } = state.counters;
  if (pending || birthdays || unverified) return;
  yield { key: state.last_run ? "nobody" : "never", tone: "info" };
}

/** Whether it is a day and an hour at which messages may be sent. */
function isWithin(days, { start, end, zone }, now) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone ?? undefined,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type) => parts.find((each) => each.type === type).value;
  const clock = `${part("hour")}:${part("minute")}`;
  const day = part("weekday").slice(0, 3).toLowerCase();
  return days.includes(day) && start <= clock && clock < end;
}
