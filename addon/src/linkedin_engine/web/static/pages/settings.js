// Settings: each holds as soon as it is changed, with one sentence of advice.
import { api, explained } from "../api.js";
import { languages, zones } from "../choices.js";
import { refresh } from "../live.js";
import { Restore } from "../parts/restore.js";
import { has, language, t } from "../text.js";
import { html, useLoaded, useState } from "../view.js";
import { Card, Field, Loaded, Select, Switch } from "../parts/controls.js";
import { notify, notifyError } from "../parts/notices.js";
import { Week } from "../parts/week.js";

const GROUPS = [
  ["sending", ["sending_mode", "schedule_enabled", "birthday_time_jitter_minutes"]],
  ["limits", ["daily_limit", "weekly_limit", "per_run_limit", "max_days_late"]],
  ["pace", ["delay_min_seconds", "delay_max_seconds"]],
  ["words", ["language", "timezone"]],
  ["machine", ["max_temperature", "browser", "remote_browser_url", "log_level"]],
];

/** The options with what each may be, as the API itself describes that. */
async function load() {
  const [reply, described] = await Promise.all([api.get("settings"), api.get("openapi.json")]);
  const { properties } = described.components.schemas.SettingsPut;
  const rules = Object.entries(properties).map(([name, rule]) => [name, rule.anyOf[0]]);
  return { reply, rules: Object.fromEntries(rules) };
}

export function Page() {
  const loaded = useLoaded(load, []);
  const [errors, setErrors] = useState({});
  const change = async (changes, undo = null) => {
    const cleared = Object.fromEntries(Object.keys(changes).map((name) => [name, null]));
    try {
      const reply = await api.put("settings", changes);
      loaded.setData((now) => ({ ...now, reply }));
      setErrors((before) => ({ ...before, ...cleared }));
      notify(t("saved"), { action: undo });
      await refresh();
    } catch (error) {
      if (error.code !== "bad_input") return notifyError(error);
      const field = error.field ?? Object.keys(changes)[0];
      setErrors((before) => ({ ...before, ...cleared, [field]: said(error, loaded.data.rules[field]) }));
    }
  };
  return html`<${Loaded} from=${loaded}>${({ reply, rules }) => {
    const props = { reply, rules, errors, change };
    const [first, ...others] = GROUPS;
    return html`<${Group} key=${first[0]} group=${first} ...${props} />
      <${Week} key=${`${reply.values.hours_start}-${reply.values.hours_end}`} ...${props} />
      ${others.map((group) => html`<${Group} key=${group[0]} group=${group} ...${props} />`)}`;
  }}<//>`;
}

/** What is wrong; the engine's own words, which are English, only in English. */
function said(error, rule) {
  if (error.code === "bad_input" && rule?.type === "integer" && !has(`wrong.${error.field}`)) {
    return t("settings.whole", { min: rule.minimum, max: rule.maximum });
  }
  const { words, detail } = explained(error);
  return language.value.code === "en" ? `${words} ${detail}` : words;
}

function Group({ group: [name, fields], ...props }) {
  return html`<${Card} title=${t(`settings.${name}`)}>
    ${fields.map((key) => html`<${Setting} key=${key} name=${key} ...${props} />`)}
  <//>`;
}

function Setting({ name, rules, reply, errors, change }) {
  const Input = inputOf(name, rules[name]);
  const value = reply.values[name];
  return html`<div class="setting">
    <${Input} key=${String(value)} label=${t(`field.${name}`)} advice=${t(`advice.${name}`)}
      error=${errors[name]} value=${value} rule=${rules[name]} name=${name}
      set=${(next) => change({ [name]: next })} />
    <${Restore} names=${[name]} reply=${reply} change=${change} />
  </div>`;
}

function inputOf(name, rule) {
  if (OPTIONS[name] || rule.enum) return Choice;
  return { integer: Whole, boolean: Flag }[rule.type] ?? Text;
}

/** The options of those fields that are not the words of the schema themselves. */
const OPTIONS = {
  language: () => [["auto", t("language.auto")], ...languages(["en", "fr"])],
  timezone: (rule) => [["auto", t("timezone.auto")], ...zones(rule.enum)],
};

function Choice({ label, advice, error, value, rule, name, set }) {
  const words = OPTIONS[name]?.(rule) ?? rule.enum.map((each) => [each, t(`${name}.${each}`)]);
  const isThere = words.some((each) => each[0] === value || each.options?.some(([key]) => key === value));
  return html`<${Select} label=${label} advice=${advice} error=${error} value=${value} onChange=${set}
    options=${isThere ? words : [[value, value], ...words]} />`;
}

function Whole({ label, advice, error, value, rule, set }) {
  return html`<${Field} label=${label} advice=${advice} error=${error}>
    ${(props) => html`<input ...${props} type="number" inputmode="numeric" min=${rule.minimum}
      max=${rule.maximum} value=${value} onChange=${(event) => set(wholeOf(event.currentTarget))} />`}<//>`;
}

function Text({ label, advice, error, value, set }) {
  return html`<${Field} label=${label} advice=${advice} error=${error}>
    ${(props) => html`<input ...${props} type="text" value=${value} autocomplete="off"
      autocapitalize="off" spellcheck=${false}
      onChange=${(event) => set(event.currentTarget.value.trim())} />`}<//>`;
}

function Flag({ label, advice, value, set }) {
  return html`<${Switch} label=${label} advice=${advice} checked=${value} onChange=${set} />`;
}

/** The number, or what was typed, for the engine to refuse with its own words. */
function wholeOf(input) {
  return input.value !== "" && Number.isInteger(input.valueAsNumber) ? input.valueAsNumber : input.value;
}
