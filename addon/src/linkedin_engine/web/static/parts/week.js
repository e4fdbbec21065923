// The hours of the week: on which days, from when to when.
import { live } from "../live.js";
import { clock, isElsewhere, place, t } from "../text.js";
import { html, useState, useStore } from "../view.js";
import { Button, Card, Field, useToggle } from "./controls.js";
import { Restore } from "./restore.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const NAMES = ["hours_start", "hours_end", "days"];
const MARKS = [0, 6, 12, 18, 24];

export function Week({ reply, errors, change }) {
  const { values } = reply;
  const zone = useStore(live).state?.timezone;
  const [start, setStart] = useState(values.hours_start);
  const [end, setEnd] = useState(values.hours_end);
  const isChanged = start !== values.hours_start || end !== values.hours_end;
  const toggle = (name) => {
    const on = values.days.includes(name);
    const days = DAYS.filter((each) => (each === name ? !on : values.days.includes(each)));
    return change({ days });
  };
  const time = (name, value, set) => html`<${Field} label=${t(`field.${name}`)}
    error=${errors[name]}>${(props) => html`<input ...${props} type="time" required value=${value}
      onChange=${(event) => set(event.currentTarget.value)} />`}<//>`;
  return html`<${Card} title=${t("settings.hours")}>
    <p class="advice">${t("advice.hours")}
      ${isElsewhere(zone) && ` ${t("settings.hours_there", { zone: place(zone), now: clock(new Date(), zone) })}`}</p>
    <div class="week" role="group" aria-label=${t("field.days")}>
      ${DAYS.map((name) => html`<${Day} key=${name} name=${name} start=${start} end=${end}
        isOn=${values.days.includes(name)} toggle=${() => toggle(name)} />`)}
      <div class="marks" aria-hidden="true">${MARKS.map((hour) => html`<span key=${hour}>${hour}</span>`)}</div>
    </div>
    ${errors.days && html`<p class="error" role="alert">${errors.days}</p>`}
    <div class="filters">
      ${time("hours_start", start, setStart)} ${time("hours_end", end, setEnd)}
      <${Button} kind="primary" disabled=${!isChanged}
        onClick=${() => change({ hours_start: start, hours_end: end })}>${t("action.save")}<//>
    </div>
    <${Restore} names=${NAMES} reply=${reply} change=${change} />
  <//>`;
}

function Day({ name, start, end, isOn, toggle }) {
  const from = share(start);
  const [isChosen, change] = useToggle(isOn, toggle);
  return html`<div class=${`day ${isOn ? "" : "off"}`}>
    <label><input type="checkbox" checked=${isChosen} onChange=${change} /> ${t(`day.${name}`)}</label>
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-empty" width="100" height="10" rx="2" />
      ${isOn && html`<rect class="bar-full" x=${from} width=${Math.max(0, share(end) - from)}
        height="10" rx="2" />`}
    </svg>
  </div>`;
}

/** A time of day as a share of it, in percent. */
function share(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return ((hours * 60 + minutes) / 1440) * 100 || 0;
}
