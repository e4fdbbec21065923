// Settings: each holds as soon as it is changed, with one sentence of advice.
import { api, explained } from "../api.js";
import { refresh } from "../live.js";
import { Restore } from "../parts/restore.js";
import { t } from "../text.js";
import { html, useLoaded, useState } from "../view.js";
import { Card, Field, Loaded, Select, Switch } from "../parts/controls.js";
import { notify } from "../parts/notices.js";
import { Week } from "../parts/week.js";

const whole = (min, max) => ({ kind: "whole", min, max });
const choice = (...words) => ({ kind: "choice", words });
const flag = { kind: "flag" };
const text = { kind: "text" };

const GROUPS = [
  ["sending", { sending_mode: choice("preview", "approval", "automatic"), schedule_enabled: flag,
    birthday_time_jitter_minutes: whole(0, 720) }],
  ["limits", { daily_limit: whole(1, 100), weekly_limit: whole(1, 500), per_run_limit: whole(1, 100),
    max_days_late: whole(0, 365) }],
  ["pace", { delay_min_seconds: whole(1, 3600), delay_max_seconds: whole(1, 3600) }],
  ["words", { language: text, timezone: text }],
  ["machine", { max_temperature: whole(40, 110), browser: choice("headless_shell", "full"),
    remote_browser_url: text, log_level: choice("debug", "info", "warning", "error") }],
];

export function Page() {
  const loaded = useLoaded(() => api.get("settings"), []);
  const [errors, setErrors] = useState({});
  const change = async (changes) => {
    const cleared = Object.fromEntries(Object.keys(changes).map((name) => [name, null]));
    try {
      const reply = await api.put("settings", changes);
      loaded.setData(() => reply);
      setErrors((before) => ({ ...before, ...cleared }));
      notify(t("saved"));
      await refresh();
    } catch (error) {
      const { words, detail } = explained(error);
      const field = error.field ?? Object.keys(changes)[0];
      setErrors((before) => ({ ...before, ...cleared, [field]: `${words} ${detail}` }));
    }
  };
  return html`<${Loaded} from=${loaded}>${(reply) => {
    const props = { reply, errors, change };
    return html`<${Group} key="sending" group=${GROUPS[0]} ...${props} />
      <${Week} key=${`${reply.values.hours_start}-${reply.values.hours_end}`} ...${props} />
      ${GROUPS.slice(1).map((group) => html`<${Group} key=${group[0]} group=${group} ...${props} />`)}`;
  }}<//>`;
}

function Group({ group: [name, fields], ...props }) {
  return html`<${Card} title=${t(`settings.${name}`)}>
    ${Object.entries(fields).map(([key, rule]) => html`<${Setting} key=${key} name=${key}
      rule=${rule} ...${props} />`)}
  <//>`;
}

function Setting({ name, rule, reply, errors, change }) {
  const Input = INPUTS[rule.kind];
  const value = reply.values[name];
  return html`<div class="setting">
    <${Input} key=${String(value)} label=${t(`field.${name}`)} advice=${t(`advice.${name}`)}
      error=${errors[name]} value=${value} rule=${rule} name=${name}
      set=${(next) => change({ [name]: next })} />
    <${Restore} names=${[name]} reply=${reply} change=${change} />
  </div>`;
}

const INPUTS = {
  whole: ({ label, advice, error, value, rule, set }) => html`<${Field} label=${label}
    advice=${advice} error=${error}>${(props) => html`<input ...${props} type="number"
      inputmode="numeric" min=${rule.min} max=${rule.max} value=${value}
      onChange=${(event) => set(wholeOf(event.currentTarget))} />`}<//>`,
  text: ({ label, advice, error, value, set }) => html`<${Field} label=${label} advice=${advice}
    error=${error}>${(props) => html`<input ...${props} type="text" value=${value}
      autocomplete="off" autocapitalize="off" spellcheck=${false}
      onChange=${(event) => set(event.currentTarget.value.trim())} />`}<//>`,
  choice: ({ label, advice, error, value, rule, name, set }) => html`<${Select} label=${label}
    advice=${advice} error=${error} value=${value} onChange=${set}
    options=${rule.words.map((each) => [each, t(`${name}.${each}`)])} />`,
  flag: ({ label, advice, value, set }) => html`<${Switch} label=${label} advice=${advice}
    checked=${value} onChange=${set} />`,
};

/** The number, or what was typed, for the engine to refuse with its own words. */
function wholeOf(input) {
  return input.value !== "" && Number.isInteger(input.valueAsNumber) ? input.valueAsNumber : input.value;
}
