// The run under way, at the foot of every page: what it does, how far it is, and Stop.
import { api } from "../api.js";
import { live, refresh } from "../live.js";
import { duration, number, t, word } from "../text.js";
import { html, useStore } from "../view.js";
import { Button } from "./controls.js";
import { attempt } from "./notices.js";

/** Seconds of a step that are worth telling. */
const LONG = 5;

export function Strip() {
  const { state, progress } = useStore(live);
  const run = state?.run;
  if (!run) return null;
  const now = progress?.run_id === run.run_id ? progress : run;
  const doing = t(run.dry_run ? "run.previewing" : "run.running");
  return html`<section class="strip" aria-label=${t("run.progress")}>
    <div class="strip-row">
      <p role="status">${doing} ${word("step", now.step ?? "started")}${how(now)}</p>
      <${Button} kind="danger" onClick=${() => stop(run)}>${t("run.stop")}<//>
    </div>
    <progress aria-label=${t("run.progress")} max=${now.total || undefined}
      value=${now.total ? now.done : undefined}></progress>
  </section>`;
}

/** For how long, for whom, and how many of how many. */
function how({ seconds, wish, done, total }) {
  const parts = [
    seconds >= LONG && t("run.lasts", { time: duration(seconds) }),
    wish && total > 0 && wish.name,
    total > 0 && t("run.of", { done: number(done), total: number(total) }),
  ];
  return parts.filter(Boolean).map((part) => ` ${part}`).join(",");
}

/** End a run, or take one back that waits. */
export function stop(run) {
  return attempt(async () => {
    await api.remove(`runs/${run.run_id}`);
    await refresh();
  });
}
