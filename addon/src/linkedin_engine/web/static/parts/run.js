// Runs: start, try without sending, take back, and what came of the last.
import { api } from "../api.js";
import { live, refresh } from "../live.js";
import { t, tn, word } from "../text.js";
import { html, useState, useStore } from "../view.js";
import { Button, Card, Chip, Select } from "./controls.js";
import { attempt } from "./notices.js";
import { stop } from "./strip.js";
import { lateness, Person, StateChip } from "./wish.js";

const BOTS = ["birthday", "unlimited"];

export function Runs() {
  const { state, report } = useStore(live);
  const [bot, setBot] = useState(BOTS[0]);
  if (!state) return null;
  const start = (isDry) => attempt(async () => {
    await api.post("runs", { bot, dry_run: isDry });
    await refresh();
  });
  const bots = BOTS.map((each) => [each, t(`bot.${each}`)]);
  return html`<${Card} title=${t("run.title")}>
    ${state.run
      ? html`<p>${t("run.watch")}</p>`
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

function Queued({ run }) {
  return html`<div class="row">
    <span><${Chip}>${word("run_state", run.state)}<//> ${word("bot", run.bot)}
      ${run.reason && html`<span class="quiet"> ${word("reason", run.reason)}</span>`}</span>
    <${Button} onClick=${() => stop(run)}>${t("run.dequeue")}<//>
  </div>`;
}

/** What a run did, or a preview would have done; the ledger's own wishes only on demand. */
function Result({ report }) {
  const said = report.reason
    ? word("reason", report.reason)
    : t(report.dry_run ? "run.would" : "run.did", { found: tn("run.found", report.found) });
  const list = html`<ul class="wishes">${report.wishes.map(outcome)}</ul>`;
  return html`<div class="result">
    <h3>${t(report.dry_run ? "run.preview_result" : "run.result")}</h3>
    <p role="status">${said}</p>
    ${!report.dry_run && report.pending > 0 && report.mode === "approval" &&
      html`<${Button} kind="small" onClick=${toTop}>${t("run.decide")}<//>`}
    ${report.dry_run || !report.wishes.length
      ? list
      : html`<details><summary>${t("run.one_by_one")}</summary>${list}</details>`}
  </div>`;
}

function outcome(wish) {
  return html`<li class="wish" key=${wish.profile_url}>
    <div class="wish-head">
      <${Person} name=${wish.name} url=${wish.profile_url} />
      <span class="quiet">${lateness(wish.days_late)}</span>
      <${StateChip} state=${wish.state} />
    </div>
    ${wish.text && html`<blockquote>${wish.text}</blockquote>`}
    ${wish.reason && html`<p class="quiet">${word("wish_reason", wish.reason)}</p>`}
  </li>`;
}

function toTop() {
  document.getElementById("main").focus({ preventScroll: true });
  scrollTo(0, 0);
}
