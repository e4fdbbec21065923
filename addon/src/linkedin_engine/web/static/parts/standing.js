// What the engine is waiting for, in words with the way out, and the numbers of the day.
import { moment, number, t, word } from "../text.js";
import { html } from "../view.js";
import { Card } from "./controls.js";

/** What only a person can mend, before everything else. */
export function Needed({ reasons }) {
  const bad = reasons.filter((each) => each.tone === "bad");
  if (!bad.length) return null;
  return html`<${Card} title=${t("standing.stuck")}><${Reasons} reasons=${bad} /><//>`;
}

/** How things stand otherwise. */
export function Standing({ state, reasons }) {
  const shown = reasons.filter((each) => each.tone !== "bad");
  const isToldOfLast = shown.some((each) => each.key === "last_failed");
  return html`<${Card} title=${t("standing.title")}>
    ${state.run && html`<p>${t("standing.running")}</p>`}
    <${Reasons} reasons=${shown} />
    ${!state.run && !reasons.length && html`<p>${t("standing.ready")}</p>`}
    <${Numbers} counters=${state.counters} />
    ${state.next_run && html`<p class="quiet">${t("standing.next", { when: moment(state.next_run) })}</p>`}
    ${!isToldOfLast && html`<${LastRun} run=${state.last_run} />`}
  <//>`;
}

function Reasons({ reasons }) {
  if (!reasons.length) return null;
  return html`<ul class="reasons">${reasons.map(reason)}</ul>`;
}

function reason({ key, values = {}, way, tone }) {
  return html`<li class=${tone} key=${key}>
    <span>${t(`why.${key}`, spoken(values))}</span>
    ${way && html` <a class=${tone === "bad" ? "button primary" : ""} href=${`#/${way}`}>
      ${t(`why.way.${way}`)}</a>`}
  </li>`;
}

/** Moments and reasons as people say them. */
function spoken({ when, reason: why, ...values }) {
  return { ...values, when: when && moment(when), reason: why && word("reason", why) };
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
