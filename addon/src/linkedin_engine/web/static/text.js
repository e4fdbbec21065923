// The words of the panel, one JSON file a language, and dates and numbers in it.
import { remember, remembered } from "./prefs.js";
import { Store } from "./view.js";

export const LANGUAGES = { en: "English", fr: "Français" };
const FALLBACK = "en";
let words = {};

/** `code` names the words, `locale` says how this browser's region writes dates. */
export const language = new Store({ code: FALLBACK, locale: FALLBACK });

export async function loadLanguage(chosen = remembered("language")) {
  const code = chosen in LANGUAGES ? chosen : fromBrowser();
  const reply = await fetch(new URL(`lang/${code}.json`, import.meta.url));
  words = await reply.json();
  document.documentElement.lang = code;
  const locale = navigator.languages.find((each) => each.startsWith(code)) ?? code;
  language.set({ code, locale });
}

export async function chooseLanguage(code) {
  remember("language", code);
  await loadLanguage(code);
}

/** The text of a key, with `{name}` replaced; plain text, never markup. */
export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}

/** The text of a key in the plural form that a number takes. */
export function tn(key, count, values = {}) {
  const form = new Intl.PluralRules(language.value.code).select(count);
  const found = `${key}.${form}` in words ? form : "other";
  return t(`${key}.${found}`, { n: number(count), ...values });
}

/** Whether there is a text of this key. */
export const has = (key) => key in words;

/** The text of a word that the engine uses; a word of a newer engine as it is. */
export function word(group, name) {
  return words[`${group}.${name}`] ?? String(name).replaceAll("_", " ");
}

export function number(value, options = {}) {
  return new Intl.NumberFormat(language.value.locale, options).format(value);
}

export function moment(iso) {
  return dated(iso, { dateStyle: "medium", timeStyle: "short" });
}

export function clock(iso, zone = undefined) {
  return dated(iso, { timeStyle: "short", timeZone: zone });
}

/** A day of the calendar, "2026-03-31", which has no time zone. */
export function day(iso) {
  return dated(`${iso}T12:00:00Z`, { dateStyle: "medium", timeZone: "UTC" });
}

/** A day of every year, "03-31". */
export function dayOfYear(monthAndDay) {
  const options = { day: "numeric", month: "long", timeZone: "UTC" };
  return dated(`2024-${monthAndDay}T12:00:00Z`, options);
}

/** The day of a moment, "2026-03-31", in a time zone of a name or in this browser's. */
export function dayIn(zone, iso) {
  const options = { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" };
  return new Intl.DateTimeFormat("en-CA", options).format(new Date(iso));
}

/** Whether clocks of that zone show another time now than this browser's. */
export function isElsewhere(zone, now = new Date()) {
  if (!zone) return false;
  const shown = (timeZone) => now.toLocaleString("en-GB", { timeZone });
  return shown(zone) !== shown(undefined);
}

/** A time zone for people: "America/New York". */
export const place = (zone) => zone.replaceAll("_", " ");

/** How long ago, or in how long: "2 hours ago", "in 3 days". */
export function distance(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(language.value.locale, { numeric: "auto" });
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS.at(-1);
  return format.format(Math.round(seconds / size), unit);
}

/** How long something lasts: "40 seconds", "2 minutes". */
export function duration(seconds) {
  const isShort = seconds < 90;
  const unit = isShort ? "second" : "minute";
  return number(Math.round(isShort ? seconds : seconds / 60), { style: "unit", unit, unitDisplay: "long" });
}

export function bytes(value) {
  const power = value < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(value) / 10));
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"][power];
  const size = value / 1024 ** power;
  const maximumFractionDigits = size < 10 && power > 0 ? 1 : 0;
  return number(size, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits });
}

const UNITS = [
  ["year", 31557600],
  ["month", 2629800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

function dated(iso, options) {
  return new Intl.DateTimeFormat(language.value.locale, options).format(new Date(iso));
}

function fromBrowser() {
  const known = navigator.languages.map((each) => each.slice(0, 2).toLowerCase());
  return known.find((each) => each in LANGUAGES) ?? FALLBACK;
}
