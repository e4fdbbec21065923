// Runs: start, try without sending, stop, and watch.
import { api } from "../api.js";
import { live, refresh } from "../live.js";
import { number, t, tn, word } from "../text.js";
import { html, useState, useStore } from "../view.js";
import { Button, Card, Chip, Select } from "./controls.js";
import { attempt } from "./notices.js";
import { lateness, Person, StateChip } from "./wish.js";

const BOTS = ["birthday", "unlimited"];

export function Runs() {
  const { state, progress, report } = useStore(live);
  const [bot, setBot] = useState(BOTS[0]);
  if (!state) return null;
  const start = (isDry) => attempt(async () => {
    await api.post("runs", { bot, dry_run: isDry });
    await refresh();
  });
  const bots = BOTS.map((each) => [each, t(`bot.${each}`)]);
  return html`<${Card} title=${t("run.title")}>
    ${state.run
      ? html`<${UnderWay} run=${state.run} progress=${progress} />`
      : html`<div class="run-start">
        <${Select} label=${t("run.which")} value=${bot} options=${bots} onChange=${setBot}
          advice=${t(`bot.${bot}.advice`)} />
        <div class="actions">
          <${Button} kind="primary" onClick=${() => start(false)}>${t("run.now")}<//>
          <${Button} onClick=${() => start(true)}>${t("run.preview")}<//>
        </div>
      </div>`}
    ${state.queued.map((run) => html`<${Queued} key=${run.run_id} run=${run} />`)}
    ${report && !state.run && html`<${Result} report=${report} />`}
  <//>`;
}

function UnderWay({ run, progress }) {
  const now = progress?.run_id === run.run_id ? progress : run;
  const text = word("step", now.step ?? "started");
  return html`<div class="run">
    <p role="status">
      ${t(run.dry_run ? "run.previewing" : "run.running")} ${text}
      ${now.total > 0 && ` ${t("run.of", { done: number(now.done), total: number(now.total) })}`}
    </p>
    <progress aria-label=${t("run.progress")} max=${now.total || undefined}
      value=${now.total ? now.done : undefined}></progress>
    <${Button} kind="danger" onClick=${() => stop(run)}>${t("run.stop")}<//>
  </div>`;
}

function Queued({ run }) {
  return html`<div class="row">
    <span><${Chip}>${word("run_state", run.state)}<//> ${word("bot", run.bot)}
      ${run.reason && html`<span class="quiet"> ${word("reason", run.reason)}</span>`}</span>
    <${Button} onClick=${() => stop(run)}>${t("run.dequeue")}<//>
  </div>`;
}

function stop(run) {
  return attempt(async () => {
    await api.remove(`runs/${run.run_id}`);
    await refresh();
  });
}

/** What a run did, or a preview would have done. */
function Result({ report }) {
  const said = report.reason
    ? word("reason", report.reason)
    : t(report.dry_run ? "run.would" : "run.did", { found: tn("run.found", report.found) });
  return html`<div class="result">
    <h3>${t(report.dry_run ? "run.preview_result" : "run.result")}</h3>
    <p>${said}</p>
    <ul class="wishes">${report.wishes.map((wish) => html`<li class="wish" key=${wish.profile_url}>
      <div class="wish-head">
        <${Person} name=${wish.name} url=${wish.profile_url} />
        <span class="quiet">${lateness(wish.days_late)}</span>
        <${StateChip} state=${wish.state} />
      </div>
      ${wish.text && html`<blockquote>${wish.text}</blockquote>`}
      ${wish.reason && html`<p class="quiet">${word("wish_reason", wish.reason)}</p>`}
    </li>`)}</ul>
  </div>`;
}
