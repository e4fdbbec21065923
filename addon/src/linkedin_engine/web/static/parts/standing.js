// What the engine is waiting for, in words, and the numbers of the day.
import { moment, number, t, word } from "../text.js";
import { html } from "../view.js";
import { reasons } from "../why.js";
import { Card } from "./controls.js";

export function Standing({ state, settings }) {
  const found = state.run ? [] : reasons(state, settings);
  const title = found.some((each) => each.tone === "bad") ? "standing.stuck" : "standing.title";
  return html`<${Card} title=${t(title)}>
    <${Numbers} counters=${state.counters} />
    ${state.run && html`<p>${t("standing.running")}</p>`}
    ${found.length > 0 && html`<ul class="reasons">${found.map(reason)}</ul>`}
    ${!state.run && !found.length && html`<p>${t("standing.ready")}</p>`}
    ${state.next_run && html`<p class="quiet">${t("standing.next", { when: moment(state.next_run) })}</p>`}
    <${LastRun} run=${state.last_run} />
  <//>`;
}

function reason({ key, values = {}, way, tone }) {
  const shown = values.until ? { until: moment(values.until) } : values;
  return html`<li class=${tone} key=${key}>
    <span>${t(`why.${key}`, shown)}</span>
    ${way && html` <a href=${`#/${way}`}>${t(`why.way.${way.split("?")[0]}`)}</a>`}
  </li>`;
}

function Numbers({ counters }) {
  const shown = ["birthdays_today", "sent_today", "sent_week", "weekly_allowance"];
  return html`<dl class="numbers">${shown.map((name) => html`<div key=${name}>
    <dt>${t(`counter.${name}`)}</dt><dd>${number(counters[name])}</dd></div>`)}</dl>`;
}

function LastRun({ run }) {
  if (!run) return null;
  const when = moment(run.finished_at ?? run.requested_at);
  const values = { when, sent: number(run.sent), found: number(run.found) };
  const said = run.reason ? word("reason", run.reason) : t("standing.last", values);
  return html`<p class="quiet">
    ${t("standing.last_run", { when })} ${said}
  </p>`;
}
